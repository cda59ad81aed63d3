import Control
import Fixture
import Rollouts
import Testing

@Suite("One look at the plan files")
struct PlanShelfTests {
    private func shelf(_ texts: [String: String], known: PlanShelf? = nil) -> PlanShelf {
        let files = texts.sorted { $0.key < $1.key }
            .map { PlanFile(path: $0.key, content: .success(Array($0.value.utf8))) }
        return PlanShelf(files, context: PlanContext(), known: known)
    }

    private func after(_ flag: String, _ others: String...) -> String {
        PlanText.steps(flag, more: ", \"after\": [\(others.map { "\"\($0)\"" }.joined(separator: ", "))]")
    }

    @Test("Good plans are found by flag, broken ones by file, with flag where it could be read")
    func goodAndBroken() {
        let text = PlanText.steps("f")
        let shelf = shelf(["a.json": text, "b.json": "{", "c.json": #"{"flagKey": "g", "stages": []}"#])
        #expect(shelf.plans.keys.sorted() == ["f"])
        #expect(shelf.plans["f"]?.file == "a.json" && shelf.plans["f"]?.text == text)
        #expect(shelf.plans["f"]?.digest == PlanDigest.of(Array(text.utf8)))
        #expect(shelf.broken.map(\.file) == ["b.json", "c.json"])
        #expect(shelf.broken.map(\.flag) == [nil, "g"])
        #expect(shelf.broken.allSatisfy { broken in broken.lines.allSatisfy { $0.hasPrefix("\(broken.file):") } })
        #expect(shelf.flags == ["f", "g"] && shelf.files == ["a.json", "b.json", "c.json"])
    }

    @Test("Of two plans for one flag none is taken; each names the other's file")
    func duplicates() {
        let shelf = shelf(["a.json": PlanText.steps("f"), "b.json": PlanText.steps("f"), "c.json": PlanText.steps("g")])
        #expect(shelf.plans.keys.sorted() == ["g"])
        #expect(shelf.broken.map(\.file) == ["a.json", "b.json"])
        #expect(shelf.broken[0].lines[0].contains("b.json") && shelf.broken[1].lines[0].contains("a.json"))
        #expect(shelf.flags.contains("f"))
    }

    @Test("Plans that wait for each other in a circle are refused, those that only wait for them are not")
    func cycles() {
        let shelf = shelf([
            "a.json": after("a", "b"), "b.json": after("b", "c"), "c.json": after("c", "a"), "d.json": after("d", "a"),
            "e.json": after("e", "nowhere"),
        ])
        #expect(shelf.plans.keys.sorted() == ["d", "e"])
        #expect(shelf.broken.map(\.file) == ["a.json", "b.json", "c.json"])
        #expect(shelf.broken.allSatisfy { $0.lines[0].contains("a, b, c") })
    }

    @Test("A long row of plans is no circle")
    func row() {
        var texts: [String: String] = [:]
        for number in 0..<500 { texts["\(number).json"] = after("f\(number)", "f\(number + 1)") }
        let shelf = shelf(texts)
        #expect(shelf.plans.count == 500 && shelf.broken.isEmpty)
    }

    @Test("An unchanged text keeps its plan, a changed one is read anew")
    func reuse() {
        let first = shelf(["a.json": PlanText.steps("f"), "b.json": PlanText.steps("g")])
        let second = shelf(["a.json": PlanText.steps("f"), "b.json": PlanText.steps("h")], known: first)
        #expect(second.plans["f"] == first.plans["f"])
        #expect(second.plans.keys.sorted() == ["f", "h"])
        // Its warnings were given with the first look.
        let bare = #"{"flagKey": "w", "stages": [{"percentage": 5}]}"#
        let warned = shelf(["w.json": bare])
        #expect(!warned.warnings.isEmpty)
        #expect(shelf(["w.json": bare], known: warned).warnings.isEmpty)
    }

    @Test("A file that cannot be read any more is still known to be about its flag")
    func unreadable() {
        let first = shelf(["a.json": PlanText.steps("f")])
        let fault = PlanFileFault(description: "cannot be read: Permission denied")
        let files = [PlanFile(path: "a.json", content: .failure(fault))]
        let second = PlanShelf(files, context: PlanContext(), known: first)
        #expect(second.broken.map(\.flag) == ["f"])
        #expect(second.broken.first?.lines == ["a.json: error: cannot be read: Permission denied"])
    }
}
