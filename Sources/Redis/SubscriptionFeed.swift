internal import NIOCore
internal import Synchronization

/// Carries one connection's messages to the consumer: a `SubscriptionQueue` with its lock, its heartbeat and its channel.
final class SubscriptionFeed: ReplySink {
    private typealias Waiter = CheckedContinuation<SubscriptionItem?, Never>

    private struct State {
        var queue: SubscriptionQueue<Waiter>
        var channel: (any Channel)?
        var heartbeat: RepeatedTask?
        /// Why this side closes the connection.
        var reason: RedisFault?
        var hasHeard = false
    }

    private let channels: [String]
    private let heartbeat: TimeAmount
    private let reasonToLeave: (@Sendable () async -> RedisFault?)?
    private let state: Mutex<State>

    /// - Parameter reasonToLeave: asked at each heartbeat why the connection must be left for another.
    init(
        channels: [String],
        limits: SubscriptionLimits,
        heartbeat: Duration,
        reasonToLeave: (@Sendable () async -> RedisFault?)? = nil
    ) {
        self.channels = channels
        self.heartbeat = TimeAmount(heartbeat)
        self.reasonToLeave = reasonToLeave
        self.state = Mutex(State(queue: SubscriptionQueue(channels: Set(channels), limits: limits)))
    }

    /// The next event, or the end; `nil` when the task was cancelled.
    func next() async -> SubscriptionItem? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let demand = state.withLock { $0.queue.next(waiter) }
                switch demand {
                case .ready(let item): waiter.resume(returning: item)
                // A cancellation that came before this found nobody waiting.
                case .waiting: if Task.isCancelled { cancel() }
                }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Nobody listens any more.
    func close() {
        state.withLock { $0.channel }?.close(promise: nil)
    }

    private func cancel() {
        state.withLock { $0.queue.cancel() }?.resume(returning: nil)
    }
}

extension SubscriptionFeed {
    func opened(_ channel: any Channel) {
        let beats = channel.eventLoop.scheduleRepeatedTask(initialDelay: heartbeat, delay: heartbeat) { _ in self.beat() }
        state.withLock { state in
            state.channel = channel
            state.heartbeat = beats
        }
        send(RedisCommand([.text("SUBSCRIBE")] + channels.map(RedisValue.text)), over: channel)
    }

    func received(_ replies: [RedisReply]) -> RedisFault? {
        for reply in replies {
            let effect = state.withLock { state in
                state.hasHeard = true
                return state.queue.receive(reply)
            }
            if let (waiter, event) = effect.delivery { waiter.resume(returning: .event(event)) }
            if let fault = effect.fault { return fault }
        }
        return nil
    }

    func writable() {}

    func lost(_ fault: RedisFault) {
        let (waiter, reason, beats) = state.withLock { state in
            state.channel = nil
            let reason = state.reason ?? fault
            return (state.queue.finish(reason), reason, state.heartbeat.take())
        }
        beats?.cancel()
        waiter?.resume(returning: .ended(reason))
    }

    /// Whoever was silent since the last beat, the answer to its PING included, is taken for dead.
    private func beat() {
        let (channel, isAlive) = state.withLock { state in
            let isAlive = state.hasHeard
            state.hasHeard = false
            if !isAlive { state.reason = .lost("it was silent for longer than a heartbeat") }
            return (state.channel, isAlive)
        }
        guard let channel else { return }
        guard isAlive else { return channel.close(promise: nil) }
        send(RedisCommand("PING"), over: channel)
        guard let reasonToLeave else { return }
        channel.eventLoop.makeFutureWithTask { await reasonToLeave() }.whenSuccess { reason in
            guard let reason else { return }
            self.state.withLock { $0.reason = $0.reason ?? reason }
            channel.close(promise: nil)
        }
    }

    private func send(_ command: RedisCommand, over channel: any Channel) {
        channel.writeAndFlush(ByteBuffer(bytes: command.encoded), promise: nil)
    }
}
