import Hostile
import Rollouts
import Testing
import Wire

/// Plan files that mean ill: they are taken, or refused in words that can be printed, and cost no more than their bytes.
@Suite("Hostile plans", .timeLimit(.minutes(10)))
struct HostilePlanTests {
    private static let members = ["flagKey", "stages", "guards", "after", "links", "alerts", "window", "lifecycle"]

    /// Reads `bytes`, checks what must hold of the outcome, and says whether a plan came of it.
    @discardableResult
    private func isTaken(_ bytes: [UInt8], _ name: @autoclosure () -> String) -> Bool {
        let outcome = PlanReader.read(bytes, context: PlanFixture.context)
        #expect((outcome.plan == nil) == outcome.diagnostics.contains { $0.severity == .error }, "\(name())")
        #expect(outcome.diagnostics.count <= Findings.most, "\(name())")
        for diagnostic in outcome.diagnostics {
            if let fault = Printed.fault(in: diagnostic.line(file: "f")) { Issue.record("\(name()): \(fault)") }
        }
        if let flag = outcome.flag { #expect(FlagKey.fault(in: flag) == nil, "\(name())") }
        return outcome.plan != nil
    }

    @Test("Hard documents are refused in words", arguments: members)
    func documents(member: String) {
        for document in HostileJSON.documents(around: member) {
            #expect(!isTaken(document.bytes, document.name), "\(document.name)")
        }
    }

    @Test("Hard values at any member of a good plan are refused in words", arguments: members)
    func values(member: String) throws {
        let good = try JSON.parse(try PlanFixture(name: "pageFull", folder: PlanFixture.goodFolder).bytes)
        let others = (good.members ?? []).filter { $0.name != member }.map { ($0.name, $0.value) }
        for document in HostileJSON.documents(around: member) {
            let limits = JSONLimits(duplicates: .keep)
            guard let hard = (try? JSON.parse(document.bytes, limits: limits))?[member] else { continue }
            isTaken(Array(JSON.object(others + [(member, hard)]).text.utf8), document.name)
        }
    }

    @Test("Every cut of a good plan is refused in words", arguments: 0..<4)
    func cuts(part: Int) throws {
        let bytes = try PlanFixture(name: "edges", folder: PlanFixture.goodFolder).bytes
        let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
        for count in stride(from: part, through: end, by: 4) { #expect(!isTaken(Array(bytes[..<count]), "\(count) bytes")) }
    }

    @Test("Flipped bits of a good plan are read or refused in words", arguments: 0..<8)
    func flips(bit: UInt8) throws {
        let good = try PlanFixture(name: "pageFull", folder: PlanFixture.goodFolder).bytes
        var refused = 0
        for index in stride(from: Int(bit), to: good.count, by: 8) {
            var bytes = good
            bytes[index] ^= 1 << bit
            if !isTaken(bytes, "bit \(bit) of byte \(index)") { refused += 1 }
        }
        #expect(refused > 20)
    }

    /// Lists as long as a file can hold them, each element a fault or a name to be looked up.
    @Test(
        "Lists that fill the file are refused, and what is wrong with them is counted out",
        arguments: [
            ("stages", "{}"), ("stages", #"{"percentage":50,"duration":"1h"}"#), ("stages", "null"), ("guards", "{}"),
            ("guards", #"{"name":"g","metric":{"source":"analitics"}}"#), ("after", #""x\u001b[2J""#), ("after", "1"),
            ("after", #""new_cart""#), ("alerts", #""payment-slack""#), ("alerts", "[]"),
        ]
    )
    func longLists(member: String, element: String) {
        let start = #"{"flagKey":"f","\#(member)":["#
        let count = (PlanReader.mostBytes - start.utf8.count - 2) / (element.utf8.count + 1)
        let text = start + Array(repeating: element, count: count).joined(separator: ",") + "]}"
        #expect(!isTaken(Array(text.utf8), "\(count) × \(element)"))
    }

    @Test("Names that fill the file are refused, and what is wrong with them is counted out", arguments: ["", "links"])
    func longObjects(member: String) {
        let names = (0..<60_000).map { #""stage\#($0)":1"# }.joined(separator: ",")
        let text = member.isEmpty ? "{\(names)}" : #"{"\#(member)":{\#(names)}}"#
        let outcome = PlanReader.read(Array(text.utf8), context: PlanFixture.context)
        #expect(outcome.plan == nil && outcome.diagnostics.count == Findings.most)
        isTaken(Array(text.utf8), member)
    }

    @Test("A byte more than the most is refused unread")
    func size() {
        let text = #"{"flagKey":"f"}"#
        let padding = PlanReader.mostBytes - text.utf8.count
        let whole = PlanReader.read(Array((text + String(repeating: " ", count: padding)).utf8))
        #expect(whole.flag == "f")
        let more = PlanReader.read(Array((text + String(repeating: " ", count: padding + 1)).utf8))
        #expect(more.flag == nil && more.plan == nil && more.diagnostics.count == 1)
    }
}
