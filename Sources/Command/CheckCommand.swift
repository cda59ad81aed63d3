import ArgumentParser
import Control
import Glibc
import Rollouts
import Simulation
import Wire
import Zones

/// `rampart check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check plans: everything wrong in them, each with its place.",
        discussion: """
            EXAMPLES
              rampart check                        the folder plans
              rampart check plans/checkout.json
              rampart check --format github plans  annotations in a GitHub workflow
              rampart check --traffic 500/min      how soon harm would be caught, and whom it would reach first
              rampart check --config rampart.json  holds sources and alert channels against the configuration, too

            Exit code 0: every plan is good; 1: at least one is not.
            """
    )

    /// How findings are printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
        case github
    }

    @Argument(help: ArgumentHelp("Plan files or folders.", valueName: "path"))
    var paths: [String] = []
    @Option(help: "How findings are printed: text, json or github.")
    var format = Format.text
    @Option(help: ArgumentHelp("Hold names against this configuration.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Also tell how soon harm is caught at this traffic: 500/min, /s, /h, /d.", valueName: "rate"))
    var traffic: String?

    func run() throws {
        var context = PlanContext(isZone: { (try? Zone.named($0)) != nil })
        if let config {
            context = try Setup(config: config).settings.planContext { (try? Zone.named($0)) != nil }
        }
        var users: UserRate?
        do throws(SimulationFault) {
            users = try traffic.map { text throws(SimulationFault) in try UserRate(text) }
        } catch {
            throw Complaint.usage(error.description)
        }
        let report = try CheckReport(paths: paths.isEmpty ? ["plans"] : paths, context: context, users: users)
        Terminal.write(report.text(format), to: STDOUT_FILENO)
        if report.hasErrors { throw Complaint(text: "", code: 1) }
    }
}
