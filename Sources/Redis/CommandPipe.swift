internal import NIOCore
internal import Synchronization

/// Carries commands to whichever connection is attached and their answers back: a `CommandQueue` with its lock, its
/// timer and its channel. Any thread may send; the connection's events come on the event loop.
final class CommandPipe: Sendable {
    private typealias Waiter = CheckedContinuation<Result<[RedisReply], RedisFault>, Never>
    private typealias Queue = CommandQueue<Waiter>

    private struct State {
        var queue: Queue
        var channel: (any Channel)?
        var timer: Scheduled<Void>?
        /// Why this side closed the connection, and after that why it ended.
        var reason: RedisFault?
    }

    /// Written at once; the channel then asks for more when its socket has taken most of it.
    private static let writeSize = 64 << 10

    private let eventLoop: any EventLoop
    private let reconnects: Bool
    private let reasonToLeave: @Sendable (RedisServerError) -> RedisFault?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - reconnects: whether commands wait for another connection when one has ended, or fail.
    ///   - reasonToLeave: why the connection must be left for another after the server answered with an error.
    init(
        limits: CommandLimits,
        eventLoop: any EventLoop,
        reconnects: Bool,
        reasonToLeave: @escaping @Sendable (RedisServerError) -> RedisFault? = { _ in nil }
    ) {
        self.eventLoop = eventLoop
        self.reconnects = reconnects
        self.reasonToLeave = reasonToLeave
        self.state = Mutex(State(queue: Queue(limits: limits)))
    }

    /// Why the last connection ended.
    var lastFault: RedisFault? { state.withLock { $0.reason } }

    /// Sends `commands` in one piece and waits for as many answers.
    func exchange(_ commands: [RedisCommand], deadline: ContinuousClock.Instant) async throws(RedisFault) -> [RedisReply] {
        guard let first = commands.first else { return [] }
        var bytes = first.encoded
        if commands.count > 1 {
            bytes.reserveCapacity(commands.reduce(0) { $0 + $1.encoded.count })
            for command in commands.dropFirst() { bytes.append(contentsOf: command.encoded) }
        }
        let ticket = Ticket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                submit(bytes, expected: commands.count, deadline: deadline, waiter: waiter, ticket: ticket)
                // A cancellation that came before the ticket had its number found nothing to cancel.
                if Task.isCancelled { cancel(ticket) }
            }
        } onCancel: {
            cancel(ticket)
        }
        return try result.get()
    }

    /// Nothing is taken from now on; whoever waits hears `fault`.
    func close(_ fault: RedisFault) {
        let (failures, channel, timer) = state.withLock { state in
            state.reason = state.reason ?? fault
            return (state.queue.close(fault), state.channel, state.timer)
        }
        timer?.cancel()
        Self.fail(failures)
        channel?.close(promise: nil)
    }

    /// The connection is of no use any more: what is in flight fails, what waits is for the next one.
    func drop(_ fault: RedisFault) {
        state.withLock { state in
            state.reason = state.reason ?? fault
            return state.channel
        }?.close(promise: nil)
    }

    /// Nothing more is sent over the connection, which is closed when everything is answered.
    func leave(_ fault: RedisFault) {
        let drained: (any Channel)? = state.withLock { state in
            state.queue.leave(fault)
            guard state.queue.drained != nil else { return nil }
            state.reason = state.reason ?? fault
            return state.channel
        }
        drained?.close(promise: nil)
    }

    /// Whether a connection is there that takes commands.
    var isUp: Bool { state.withLock { $0.queue.isUp } }

    /// An attempt to connect failed.
    func attemptFailed(_ fault: RedisFault) {
        Self.fail(state.withLock { $0.queue.linkDown(fault) })
    }
}

// MARK: - The connection

extension CommandPipe: ReplySink {
    func opened(_ channel: any Channel) {
        let flush = state.withLock { state in
            state.channel = channel
            state.reason = nil
            return state.queue.linkUp()
        }
        if flush { writable() }
    }

    func writable() {
        guard let channel = state.withLock({ $0.channel }) else { return }
        var hasWritten = false
        while channel.isWritable, let pieces = state.withLock({ $0.queue.take(upTo: Self.writeSize) }) {
            var buffer = channel.allocator.buffer(capacity: pieces.reduce(0) { $0 + $1.count })
            for piece in pieces { buffer.writeBytes(piece) }
            channel.write(buffer, promise: nil)
            hasWritten = true
        }
        if hasWritten { channel.flush() }
    }

    func received(_ replies: [RedisReply]) -> RedisFault? {
        var answers: [Queue.Answer] = []
        var reason: RedisFault?
        for case .error(let error) in replies { reason = reason ?? reasonToLeave(error) }
        let (fits, drained) = state.withLock { state in
            // Before anyone hears of it, so that what is sent again waits for the next connection.
            if let reason { state.queue.leave(reason) }
            let fits = state.queue.receive(replies, answers: &answers)
            return (fits, state.queue.drained)
        }
        for answer in answers { answer.waiter.resume(returning: .success(answer.replies)) }
        if fits { return drained }
        // A server that is full, or that accepts local clients only, says so before it closes.
        if case .error(let error) = replies.last { return .lost("Redis said: \(error.message)") }
        return RedisFault(.protocolViolation, "Redis sent an answer to no command. Send SUBSCRIBE and the like not as commands.")
    }

    func lost(_ fault: RedisFault) {
        let failures = state.withLock { state in
            let reason = state.reason ?? fault
            state.reason = reason
            state.channel = nil
            return reconnects ? state.queue.linkDown(reason) : state.queue.close(reason)
        }
        Self.fail(failures)
    }
}

// MARK: - Inside

extension CommandPipe {
    /// The number of a submitted command, for the cancellation handler, which may come at any moment.
    private final class Ticket: Sendable {
        let id = Atomic<UInt64>(0)
    }

    private func submit(_ bytes: [UInt8], expected: Int, deadline: ContinuousClock.Instant, waiter: Waiter, ticket: Ticket) {
        let submission = state.withLock { state in
            let submission = state.queue.submit(bytes, expected: expected, deadline: deadline, waiter: waiter)
            if case .accepted(let id, _, let wake) = submission {
                ticket.id.store(id, ordering: .releasing)
                if let wake { setTimer(wake, in: &state) }
            }
            return submission
        }
        switch submission {
        case .refused(let waiter, let fault): waiter.resume(returning: .failure(fault))
        case .accepted(_, let flush, _): if flush { eventLoop.execute { self.writable() } }
        }
    }

    private func cancel(_ ticket: Ticket) {
        let id = ticket.id.load(ordering: .acquiring)
        guard id != 0, let failure = state.withLock({ $0.queue.cancel(id) }) else { return }
        Self.fail([failure])
    }

    private func setTimer(_ wake: ContinuousClock.Instant, in state: inout State) {
        state.timer?.cancel()
        let wait = max(.zero, ContinuousClock.now.duration(to: wake))
        state.timer = eventLoop.scheduleTask(in: TimeAmount(wait)) { self.tick() }
    }

    private func tick() {
        let (tick, channel) = state.withLock { state in
            let tick = state.queue.tick(.now)
            state.timer = nil
            if tick.isOverdue { state.reason = .lost("it gave no answer for long after its time") }
            if let wake = tick.wake { setTimer(wake, in: &state) }
            return (tick, state.channel)
        }
        Self.fail(tick.failures)
        if tick.isOverdue { channel?.close(mode: .all, promise: nil) }
    }

    private static func fail(_ failures: [Queue.Failure]) {
        for failure in failures { failure.waiter.resume(returning: .failure(failure.fault)) }
    }
}
