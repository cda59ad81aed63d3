import Synchronization

/// A request on its way to the transfer thread, with the one who waits for it.
struct Transfer: Sendable {
    /// What the thread hands back; the caller makes a response of it.
    struct Answer: Sendable {
        let status: Int
        let header: HeaderBlock
        let body: [UInt8]
        let newConnection: Bool
    }

    typealias Outcome = Result<Answer, CurlFault>

    let request: CurlRequest
    let origin: Origin
    let headerLines: [String]
    let deadline: ContinuousClock.Instant
    let ticket: Ticket
    let waiter: CheckedContinuation<Outcome, Never>
}

/// Names a transfer to those who may cancel it, also before it was handed over.
final class Ticket: Sendable {
    private let cancelled = Atomic<Bool>(false)

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
}
