import ArgumentParser
import FlagStore
import Flags
import Wire

/// `rampart flags evaluate`.
struct FlagsEvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Say what a flag serves to a context, and why.",
        discussion: """
            EXAMPLES
              rampart flags evaluate new_cart --user ann
              rampart flags evaluate new_cart --context '{"userId":"ann","tier":"business"}'
              rampart flags evaluate new_cart --user ann --json

            Exit code 1: it cannot be evaluated, as there is no such flag or the context lacks what is hashed.
            """
    )

    @Argument(help: "The flag.")
    var name: String
    @Option(help: ArgumentHelp("The attributes, an object.", valueName: "json"))
    var context: String?
    @Option(help: ArgumentHelp("The user's id, in place of a context or beside it.", valueName: "id"))
    var user: String?
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let name = try FlagNoun.name(name)
        let answer = try await admin.ask(AdminTask(deed: .evaluate(name.key, context: try attributes())))
        Terminal.line(admin.json ? answer.pretty() : EvaluationReport.text(answer))
        if answer["reason"]?.string == Evaluation.Reason.error.rawValue { throw Complaint(text: "", code: 1) }
    }

    private func attributes() throws(Complaint) -> JSON {
        let written = try context.map { text throws(Complaint) in try AdminText(Array(text.utf8), name: "--context").json } ?? [:]
        do throws(Context.Fault) {
            _ = try Context(written)
        } catch {
            throw .usage("--context: \(error.message)")
        }
        guard let user else { return written }
        let others = (written.members ?? []).filter { $0.name != "userId" && $0.name != "targetingKey" }
        return .object([("userId", JSON(user))] + others.map { ($0.name, $0.value) })
    }
}
