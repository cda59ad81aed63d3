import Rollouts
import Testing
import Wire

/// The plans that ship with the project.
struct PlanExampleTests {
    @Test(arguments: try PlanFixture.examples)
    func exampleHasNeitherFaultNorDoubt(example: PlanFixture) throws {
        let outcome = try example.outcome
        #expect(outcome.lines == [])
        #expect(outcome.plan?.flag == example.name)
    }

    @Test func examplesWaitForEachOtherOnly() throws {
        let plans = try PlanFixture.examples.compactMap { try $0.outcome.plan }
        #expect(plans.count >= 6)
        let flags = Set(plans.map(\.flag))
        for plan in plans { #expect(flags.isSuperset(of: plan.after)) }
    }

    @Test(arguments: try PlanFixture.examples)
    func exampleNamesTheSchema(example: PlanFixture) throws {
        let schema = try JSON.parse(try example.bytes)["$schema"]?.string
        // The smallest plan of the format's page stands here as it is there.
        #expect(schema == (example.name == "new_checkout_flow" ? nil : "_schema/rollout-plan.schema.json"))
    }
}
