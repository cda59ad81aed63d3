import Control
import Redis
import Rollouts
import Store
import Synchronization

/// Operators with the command line: their orders go straight to the store, with no controller asked.
final class OperatorDesk: Sendable {
    private let process: Int
    private let scheduler: Scheduler
    private let chronicle: Chronicle
    private let taker: OrderTaker
    private let link: Link
    private let life: Life
    /// The clock of the machine that orders are given on.
    let host: HostClock
    private let tasks = Mutex<[Task<Void, Never>]>([])

    /// The desk that runs as `process`.
    init(process: Int, parts: NodeParts) {
        self.process = process
        scheduler = parts.scheduler
        chronicle = parts.chronicle
        life = Life(process: process, number: 1)
        link = Link(
            site: parts.redis,
            client: RedisSite.Client(process: process, holder: nil),
            life: life,
            agenda: parts.agenda,
            dice: parts.network
        )
        host = HostClock(agenda: parts.agenda)
        taker = OrderTaker(store: RolloutStore(client: link), speed: 1, now: { [host] in host.wall })
    }

    /// Begins an order; what comes of it is told to the chronicle.
    func take(_ order: Order, of flag: String, force: Bool) {
        let ticket = OrderTicket(order, actor: "ann", reason: "ann said so", force: force)
        let task = Task(executorPreference: scheduler.executors[process]) { [taker, chronicle] in
            let result: OrderRecord.Result
            do throws(OrderFault) {
                result = .taken(try await taker.take(ticket, for: flag).revision)
            } catch {
                result = Self.result(error)
            }
            chronicle.note(.ordered(OrderRecord(flag: flag, order: order, force: force, result: result)))
        }
        tasks.withLock { $0.append(task) }
    }

    private static func result(_ fault: OrderFault) -> OrderRecord.Result {
        switch fault.code {
        case .store(let cause) where cause.mayHaveRun: .unknown(fault.description)
        case .store, .unknownFlag, .refused, .unreadablePlan, .contended: .refused(fault.description)
        }
    }

    /// Its way to Redis behaves otherwise from now on.
    func changeLink(_ change: (inout LinkManner) -> Void) { link.change(change) }

    /// Ends whatever is under way.
    func close() {
        life.end()
        for task in tasks.withLock({ $0 }) { task.cancel() }
    }
}
