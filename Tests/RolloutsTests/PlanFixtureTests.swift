import Rollouts
import Testing
import Wire

/// Every fault that the loader can find, by the files in `Fixtures/Plans`.
struct PlanFixtureTests {
    @Test(arguments: try PlanFixture.broken)
    func brokenPlanIsRefusedWithTheseLines(fixture: PlanFixture) throws {
        let outcome = try fixture.outcome
        #expect(outcome.plan == nil)
        #expect(outcome.diagnostics.contains { $0.severity == .error })
        #expect(outcome.lines == (try fixture.expected))
    }

    @Test(arguments: try PlanFixture.good)
    func goodPlanIsRead(fixture: PlanFixture) throws {
        let outcome = try fixture.outcome
        #expect(outcome.plan != nil)
        #expect(outcome.lines == (try fixture.expected))
    }

    @Test func everyExpectationHasItsPlan() throws {
        for folder in [PlanFixture.brokenFolder, PlanFixture.goodFolder] {
            let plans = try PlanSourceTree.names(in: folder, suffix: ".json")
            let expectations = try PlanSourceTree.names(in: folder, suffix: ".expected")
            #expect(Set(expectations).isSubset(of: plans))
            #expect(plans.count > 4)
        }
    }

    @Test func fileOverOneMebibyteIsRefused() throws {
        let plan = try PlanSourceTree.bytes("plans/new_checkout_flow.json")
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: PlanReader.mostBytes - plan.count)
        #expect(PlanReader.read(plan + padding).plan != nil)
        let outcome = PlanReader.read(plan + padding + [UInt8(ascii: " ")])
        #expect(outcome.plan == nil)
        #expect(outcome.lines == ["1:1: error: the text has 1048577 bytes: shorten it to at most 1048576"])
    }

    @Test func flagIsKnownEvenOfABrokenPlan() {
        #expect(PlanReader.read(Array(#"{"flagKey":"checkout"}"#.utf8)).flag == "checkout")
        #expect(PlanReader.read(Array(#"{"flagKey":"no flag"}"#.utf8)).flag == nil)
        #expect(PlanReader.read(Array(#"{"flagKey":"checkout""#.utf8)).flag == nil)
    }

    /// Keys, elements and texts that would cost a search each, as many as a file can hold.
    @Test(arguments: [
        (0..<30_000).map { "\"k\($0)\":0" }.joined(separator: ","),
        "\"links\":{\((0..<30_000).map { "\"k\($0)\":0" }.joined(separator: ","))}",
        "\"alerts\":[\((0..<30_000).map { "\"k\($0)\"" }.joined(separator: ","))]",
        "\"stages\":[{\"segments\":[\((0..<30_000).map { "\"k\($0)\"" }.joined(separator: ","))]}]",
    ])
    func hostilePlanGivesAFewFaults(members: String) {
        let outcome = PlanReader.read(Array("{\(members)}".utf8), context: PlanFixture.context)
        #expect(outcome.plan == nil)
        #expect((1...200).contains(outcome.diagnostics.count))
    }
}
