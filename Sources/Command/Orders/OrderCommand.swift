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
    @Option(help: ArgumentHelp("Order over HTTP of this server, with the token in RAMPART_TOKEN.", valueName: "url"))
    var server: String?
    @Option(help: ArgumentHelp("Names the order: under one name it is done once, however often it is given.", valueName: "id"))
    var request: String?
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
        if let server = options.server {
            let orders = ServerOrders(client: ServerClient(server: server, request: options.request))
            let answer = try await orders.take(Self.order, of: flag, reason: reason, force: isForced)
            return Terminal.line(options.json ? answer.text : answer["message"]?.string ?? answer.text)
        }
        let speed = setup.settings.speed
        let mark = options.request.map { OrderMark("cli:\($0)", mayBeDone: true) }
        let result = try await StoreSession.with(setup) { store in
            do throws(OrderFault) {
                return try await OrderTaker(store: store, speed: speed).take(ticket, for: flag, mark: mark)
            } catch {
                throw Complaint(error)
            }
        }
        Terminal.line(options.json ? result.json.text : result.sentence)
    }
}

extension Complaint {
    /// An order that was not carried out.
    fileprivate init(_ fault: OrderFault) {
        switch fault.code {
        case .unknownFlag, .refused, .unreadablePlan, .contended: self = .refused(fault.description)
        case .store: self = .unreachable(fault.description)
        }
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
