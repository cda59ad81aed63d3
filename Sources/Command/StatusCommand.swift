import ArgumentParser
import Control
import Rollouts
import Store
import Wire

/// `rampart status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show every rollout in a line, or one in full.",
        discussion: """
            EXAMPLES
              rampart status
              rampart status new_checkout_flow
              rampart status --json
            """
    )

    @Argument(help: "One flag, in full.")
    var flag: String?
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let setup = try Setup(common)
        let flag = self.flag
        let (rollouts, leader, readings) = try await StoreSession.with(setup) { store in
            let leader = try await store.leader()
            guard let flag else { return (try await store.rollouts().rollouts, leader, [String: ReadingSeries]()) }
            guard let one = try await store.rollout(flag) else { throw Complaint.refused("\(flag) has no rollout") }
            var readings: [String: ReadingSeries] = [:]
            for name in one.state.guards.keys { readings[name] = try await store.series(of: flag, guard: name) }
            return ([one], leader, readings)
        }
        let report = StatusReport(
            rollouts: rollouts.sorted { $0.state.flag < $1.state.flag },
            leader: leader,
            readings: readings,
            now: SystemTimepiece.wall,
            speed: setup.settings.speed
        )
        if json { return Terminal.line(report.json.pretty()) }
        Terminal.line(flag == nil ? report.lines : report.full)
    }
}
