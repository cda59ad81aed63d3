import ArgumentParser
import Rollouts
import Wire

/// `rampart schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of rollout plans.",
        discussion: """
            EXAMPLE
              rampart schema > plans/_schema/rollout-plan.schema.json
            """
    )

    func run() { Terminal.line(PlanSchema.json.pretty()) }
}
