import ArgumentParser
import Rollouts
import Store
import Wire

/// `rampart explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why a rollout is where it is, and make the decision again.",
        discussion: """
            Prints the grounds of the last decision, or of the log entry EVENT (rampart history lists them), and judges
            them again: exit code 1 where it does not come out the same, bit for bit.

            EXAMPLES
              rampart explain new_checkout_flow
              rampart explain new_checkout_flow 1700000000000-0
            """
    )

    @Argument(help: "The flag.")
    var flag: String
    @Argument(help: "A log entry's id; otherwise the last decision.")
    var event: String?
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let setup = try Setup(common)
        let (flag, id) = (self.flag, self.event)
        let entries = try await StoreSession.with(setup) { store in try await store.history(flag, limit: 200) }
        guard !entries.isEmpty else { throw Complaint.refused("the log holds nothing about \(flag)") }
        let events = entries.compactMap { entry in RolloutEvent(json: entry.event).map { (entry.id, $0) } }
        let chosen = id == nil ? events.first { $0.1.grounds != nil } ?? events.first : events.first { $0.0 == id }
        guard let chosen else {
            throw Complaint.refused(
                "the log holds no entry \(id ?? "") about \(flag); rampart history \(flag) lists them"
            )
        }
        let report = ExplainReport(id: chosen.0, event: chosen.1)
        Terminal.line(json ? report.json.pretty() : report.text)
        if report.explanation?.isSame == false { throw Complaint(text: "", code: 1) }
    }
}

/// `rampart history`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List what was done to a flag, by whom and why, newest first.",
        discussion: """
            EXAMPLES
              rampart history new_checkout_flow
              rampart history new_checkout_flow --json
            """
    )

    @Argument(help: "The flag.")
    var flag: String
    @Option(help: "How many entries at most.")
    var limit = 50
    @Flag(help: "Print JSON, an array of log entries.")
    var json = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let setup = try Setup(common)
        let (flag, limit) = (self.flag, max(1, min(200, self.limit)))
        let entries = try await StoreSession.with(setup) { store in try await store.history(flag, limit: limit) }
        guard !json else {
            return Terminal.line(JSON(entries.map { ["id": JSON($0.id), "event": $0.event] }).pretty())
        }
        guard !entries.isEmpty else { throw Complaint.refused("the log holds nothing about \(flag)") }
        for entry in entries {
            guard let event = RolloutEvent(json: entry.event) else {
                // Changes of the flag by hand have no phases, but what they changed.
                Terminal.line(HistoryLine.text(["id": JSON(entry.id), "event": entry.event]))
                continue
            }
            Terminal.line(
                "\(entry.id)  \(event.at)  \(event.kind.rawValue)  \(event.from.percentage) → \(event.to.percentage)  "
                    + "\(event.actor): \(event.reason)"
            )
        }
    }
}
