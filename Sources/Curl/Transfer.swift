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
    /// Takes a piece of the body on the transfer thread; false gives the transfer up.
    typealias Reader = @Sendable ([UInt8]) -> Bool

    let request: CurlRequest
    /// Takes the body of a 200 answer as it comes in; `nil` where it is kept for the answer.
    let reader: Reader?
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
