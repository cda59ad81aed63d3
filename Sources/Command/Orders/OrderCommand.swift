import ArgumentParser
import Control
import Glibc
import Rollouts
import Store
import Wire

/// What every order is given.
struct OrderOptions: ParsableArguments {
    @Argument(help: "The flag.")
    var flag: String
    @Option(help: "Why, for the audit trail; asked for on a terminal.")
    var reason: String?
    @Flag(help: "Print the result as JSON.")
    var json = false
    @OptionGroup var common: CommonOptions
}

/// A command that is one order.
protocol OrderCommand: AsyncParsableCommand {
    static var order: Order { get }
    var options: OrderOptions { get }
    var isForced: Bool { get }
}

extension OrderCommand {
    var isForced: Bool { false }

    func run() async throws {
        let setup = try Setup(options.common)
        let reason = try OrderReason.asked(options.reason)
        let ticket = OrderTicket(Self.order, actor: OrderReason.actor, reason: reason, force: isForced)
        let flag = options.flag
        if let fault = FlagKey.fault(in: flag) { throw Complaint.usage("'\(flag)' is no flag's key: it \(fault)") }
        let speed = setup.settings.speed
        let outcome = try await StoreSession.with(setup) { store in
            try await OrderRun(store: store, speed: speed).take(ticket, for: flag)
        }
        Terminal.line(options.json ? outcome.json.text : outcome.sentence)
    }
}

/// Who orders and why.
enum OrderReason {
    static func asked(_ given: String?) throws -> String {
        if let given, !given.isEmpty { return given }
        guard isatty(STDIN_FILENO) == 1 else { throw Complaint.usage("give --reason: it goes into the audit trail") }
        Terminal.write("Reason: ", to: STDERR_FILENO)
        guard let line = readLine(), !line.isEmpty else { throw Complaint.usage("an order needs a reason") }
        return line
    }

    static var actor: String {
        Terminal.variable("RAMPART_ACTOR") ?? Terminal.variable("SUDO_USER") ?? Terminal.variable("USER")
            ?? "uid \(getuid())"
    }
}
