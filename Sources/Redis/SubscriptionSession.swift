internal import Logging
internal import NIOCore

/// The connections of one listener. The one in use is closed with it.
final class SubscriptionSession {
    private let subscription: RedisSubscription
    private var backoff: Backoff
    private var feed: SubscriptionFeed?
    private var subscribedAt: ContinuousClock.Instant?
    private var mustWait = false
    private var hasToldLoss = false

    init(_ subscription: RedisSubscription) {
        self.subscription = subscription
        self.backoff = subscription.finder.options.backoff
    }

    deinit {
        feed?.close()
    }

    func next() async -> RedisSubscriptionEvent? {
        guard !subscription.channels.isEmpty else { return nil }
        while !Task.isCancelled {
            if let feed {
                switch await feed.next() {
                case .event(let event): return told(event)
                case .ended(let fault): if let event = lost(fault) { return event }
                case nil: break
                }
            } else {
                do throws(RedisFault) {
                    feed = try await connect()
                } catch {
                    if !Task.isCancelled, let event = lost(error) { return event }
                }
            }
        }
        feed?.close()
        feed = nil
        return nil
    }

    private func connect() async throws(RedisFault) -> SubscriptionFeed {
        if mustWait { try? await Task.sleep(for: backoff.wait(jitter: .random(in: 0...1))) }
        let finder = subscription.finder
        let open = try await finder.open()
        var reasonToLeave: (@Sendable () async -> RedisFault?)?
        if finder.needsWatch { reasonToLeave = { await finder.reasonToLeave(open) } }
        let feed = SubscriptionFeed(
            channels: subscription.channels,
            limits: SubscriptionLimits(events: subscription.maxBuffered, bytes: 64 << 20),
            heartbeat: finder.options.heartbeat,
            reasonToLeave: reasonToLeave
        )
        do throws(RedisFault) {
            try await open.handOver(to: feed)
        } catch {
            open.close()
            throw error
        }
        return feed
    }

    private func told(_ event: RedisSubscriptionEvent) -> RedisSubscriptionEvent {
        if case .subscribed = event {
            subscribedAt = .now
            hasToldLoss = false
        }
        return event
    }

    /// The loss, unless the consumer knows that it hears nothing.
    private func lost(_ fault: RedisFault) -> RedisSubscriptionEvent? {
        if let begin = subscribedAt.take() { backoff.held(for: begin.duration(to: .now)) }
        feed = nil
        mustWait = true
        guard !hasToldLoss else {
            subscription.logger.debug("Redis subscription is not connected", metadata: ["error": "\(fault)"])
            return nil
        }
        hasToldLoss = true
        return .lost(fault)
    }
}
