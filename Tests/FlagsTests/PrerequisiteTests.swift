import Flags
import Testing
import Wire

@Suite("Prerequisites")
struct PrerequisiteTests {
    private static func asking(_ key: String, _ wanted: [(String, String)]) -> Flag {
        .on(key) { $0.prerequisites = wanted.map { Flag.Prerequisite(flag: $0.0, variant: $0.1) } }
    }

    @Test("Each must serve the variant that is asked for")
    func variants() {
        let pricing = Flag.texts(["old", "new"], distribution: [0, 100])
        for (wanted, isOn) in [("new", true), ("old", false), ("none such", false)] {
            let snapshot = Snapshot(flags: [pricing, Self.asking("g", [("f", wanted)])])
            let evaluation = snapshot.evaluate("g", .user())
            #expect(evaluation.isOn == isOn)
            #expect(evaluation.cause == (isOn ? .inRollout : .prerequisite("f")))
            #expect(evaluation.reason == (isOn ? .targetingMatch : .default))
        }
        let missing = Snapshot(flags: [Self.asking("g", [("gone", "on")])])
        #expect(missing.evaluate("g", .user()).cause == .prerequisite("gone"))
        #expect(missing.faults.map(\.subject) == [.flag("g")])
    }

    @Test("A flag that is not enabled serves its default, which may be what is asked for")
    func disabled() {
        let snapshot = Snapshot(flags: [Flag(key: "a"), Self.asking("b", [("a", "off")]), Self.asking("c", [("a", "on")])])
        #expect(snapshot.evaluate("b", .user()).isOn)
        #expect(!snapshot.evaluate("c", .user()).isOn)
    }

    @Test("One that needs an id makes the flag need it")
    func keyMissing() throws {
        let half = Flag.on("a") { $0.rolloutPercentage = 50 }
        let snapshot = Snapshot(flags: [half, Self.asking("b", [("a", "off")]), Self.asking("c", [("b", "off")])])
        let evaluations = snapshot.evaluateAll(try .text("{}"))
        #expect(evaluations.map(\.errorCode) == [.targetingKeyMissing, .targetingKeyMissing, .targetingKeyMissing])
        #expect(evaluations.map(\.isOn) == [false, false, false])
    }

    @Test("A chain of ten thousand neither exhausts the stack nor takes long")
    func chain() {
        let count = 10_000
        var flags = [Flag.on("k0")]
        for index in 1..<count { flags.append(Self.asking("k\(index)", [("k\(index - 1)", "on")])) }
        let snapshot = Snapshot(flags: flags)
        #expect(snapshot.evaluate("k\(count - 1)", .user()).isOn)
        #expect(snapshot.evaluateAll(.user()).allSatisfy { $0.isOn })
        #expect(snapshot.isEvaluatedInBrowser("k\(count - 1)") == false)
        let killed = snapshot.replacing(flags: [StoredFlag(flag: Flag(key: "k0"))], revision: nil)
        #expect(killed.evaluateAll(.user()).allSatisfy { !$0.isOn })
        #expect(!killed.evaluate("k\(count - 1)", .user()).isOn)
    }

    @Test("Many that share theirs are evaluated once each")
    func lattice() {
        // 2^60 paths lead down, if each was walked.
        var flags = [Flag.on("a0"), Flag.on("b0")]
        for index in 1...60 {
            let below = [("a\(index - 1)", "on"), ("b\(index - 1)", "on")]
            flags += [Self.asking("a\(index)", below), Self.asking("b\(index)", below)]
        }
        #expect(Snapshot(flags: flags).evaluate("a60", .user()).isOn)
    }

    @Test("A circle, and what leads into it, is off and reported", arguments: [1, 2, 10_000])
    func circle(count: Int) {
        let flags = (0..<count).map { Self.asking("k\($0)", [("k\(($0 + 1) % count)", "on")]) }
        let snapshot = Snapshot(flags: flags + [Self.asking("into", [("k0", "on")]), .on("free")])
        #expect(!snapshot.evaluate("k0", .user()).isOn)
        #expect(snapshot.evaluate("k0", .user()).cause == .broken)
        #expect(!snapshot.evaluate("into", .user()).isOn)
        #expect(snapshot.evaluate("free", .user()).isOn)
        #expect(snapshot.evaluateAll(.user()).filter(\.isOn).map(\.key) == ["free"])
        #expect(snapshot.faults.count == count + 1)
    }
}
