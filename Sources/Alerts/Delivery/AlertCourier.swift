package import Logging
package import Metrics
package import Rollouts
package import Wire

/// Delivers the log's notices to one channel: in order, each until it is accepted, so that a channel that is down
/// blocks no other and loses nothing.
package final class AlertCourier<C: Clock>: Sendable where C.Duration == Duration {
    private let channel: ChannelSettings
    private let isDefault: Bool
    private let feed: any AlertFeed
    private let sender: any AlertSender
    private let post: ChannelPost
    private let clock: C
    private let wallClock: @Sendable () -> Moment
    private let jitter: @Sendable () -> Double
    private let logger: Logger
    private let counters: AlertCounters
    private let stopping = StopSignal()

    /// How many entries are read at a time.
    private static var batch: Int { 32 }

    /// A courier for `channel`.
    ///
    /// - Parameters:
    ///   - isDefault: whether the channel hears of what names no channels.
    ///   - wallClock: the time for signatures.
    ///   - jitter: gives numbers of 0...1 that spread retries.
    package init(
        channel: ChannelSettings,
        isDefault: Bool,
        feed: any AlertFeed,
        sender: any AlertSender,
        vault: any SecretVault,
        context: AlertContext,
        clock: C,
        wallClock: @escaping @Sendable () -> Moment,
        logger: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory,
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        var logger = logger
        logger[metadataKey: "channel"] = "\(channel.name)"
        self.channel = channel
        self.isDefault = isDefault
        self.feed = feed
        self.sender = sender
        post = ChannelPost(channel: channel, vault: vault, context: context)
        self.clock = clock
        self.wallClock = wallClock
        self.jitter = jitter
        self.logger = logger
        counters = AlertCounters(channel: channel.name, factory: metrics)
    }

    /// Delivers until ``stop()`` or cancellation. A cancellation may cut a message off whose fate is then unknown, so
    /// that it is repeated by the next run; `stop()` does not.
    package func run() async {
        var delivery = Delivery()
        var feedWaits = RetryWaits(first: .seconds(1), longest: .seconds(10))
        var unsettled: Settlement?
        let start = clock.now
        while !isEnding || unsettled != nil {
            do {
                if let settlement = unsettled {
                    try await settle(settlement)
                    unsettled = nil
                }
                let entries = isEnding ? [] : try await feed.pending(channel: channel.name, limit: Self.batch)
                if feedWaits.failures > 0 { logger.info("The alert log answers again.") }
                feedWaits.reset()
                counters.hold(entries.count)
                for (offset, entry) in entries.enumerated() where !isEnding {
                    guard let settlement = await deliver(entry, &delivery, since: start, isFirst: offset == 0) else {
                        // A line that never moves is not to be asked round and round.
                        await pause(Delivery.spacing)
                        break
                    }
                    unsettled = settlement
                    try await settle(settlement)
                    unsettled = nil
                    counters.hold(entries.count - offset - 1)
                }
                if entries.isEmpty, !isEnding {
                    try await stopping.race { [feed, channel] in try await feed.waitForMore(channel: channel.name) }
                }
            } catch {
                if isEnding { return }
                if feedWaits.failures == 0 {
                    logger.warning("The alert log does not answer; alerts wait in it.", metadata: ["error": "\(error)"])
                }
                await pause(feedWaits.next(jitter: jitter()))
            }
        }
    }

    /// Ends ``run()`` once the message that is being sent is settled; nothing further is begun.
    package func stop() { stopping.raise() }

    /// Sends `notice` past the log, once: for alarms that must not need Redis.
    ///
    /// - Returns: whether it was accepted, or the channel does not want it; on `false` the caller tries again later.
    package func sendDirectly(_ notice: Notice) async -> Bool {
        guard channel.wants(notice, isDefault: isDefault) else { return true }
        switch await send(notice, revision: "direct-\(wallClock().milliseconds)") {
        case .answered(200..<300, _, _):
            counters.accept()
            return true
        case .answered(let status, let text, _):
            logger.warning(
                "A direct alarm was not accepted.",
                metadata: ["status": "\(status)", "answer": "\(text)"]
            )
        case .unreachable(let reason):
            logger.warning("A direct alarm was not accepted.", metadata: ["error": "\(reason)"])
        }
        counters.retry()
        return false
    }

    // MARK: - One entry

    /// What the log is still to be told of an entry.
    private enum Settlement: Sendable {
        case acknowledge(String)
        case park(String, reason: String)
    }

    private var isEnding: Bool { stopping.isRaised || Task.isCancelled }

    private func settle(_ settlement: Settlement) async throws {
        switch settlement {
        case .acknowledge(let id): try await feed.acknowledge(channel: channel.name, id: id)
        case .park(let id, let reason): try await feed.park(channel: channel.name, id: id, reason: reason)
        }
    }

    /// Tries `entry` until its fate is known; `nil` when told to end before, or when it is not the next one any more.
    ///
    /// - Parameter isFirst: whether it was first in line when the line was read, just now.
    private func deliver(
        _ entry: AlertEntry,
        _ delivery: inout Delivery,
        since start: C.Instant,
        isFirst: Bool
    ) async -> Settlement? {
        let type = entry.json["type"]?.string
        // The log also holds what no channel alerts, such as edits of flags.
        if let type, !Notice.types.contains(type) { return filter(entry.id) }
        guard let notice = Notice(json: entry.json) else { return park(entry.id, "it cannot be read as a notice") }
        guard channel.wants(notice, isDefault: isDefault) else { return filter(entry.id) }
        while !isEnding {
            if case .wait(let time) = delivery.due(at: start.duration(to: clock.now)) {
                await pause(time)
                continue
            }
            // Meanwhile another process may lead, and deliver: what is no longer first in line here is its business. And where
            // Redis lost that this was given out, it would take no acknowledgement of it.
            if !isFirst || delivery.failures > 0, let line = try? await feed.pending(channel: channel.name, limit: 1),
                line.first?.id != entry.id
            {
                return nil
            }
            let reply = await send(notice, revision: entry.id)
            let before = delivery.failures
            switch outcome(of: reply, &delivery, at: start.duration(to: clock.now)) {
            case .acknowledge:
                if before > 0 {
                    logger.info("The channel takes alerts again.", metadata: ["attempts": "\(before + 1)"])
                }
                logger.debug("An alert was accepted.", metadata: ["log": "\(entry.id)"])
                counters.accept()
                return .acknowledge(entry.id)
            case .park(let reason): return park(entry.id, reason)
            case .retry(_, let reason):
                if Task.isCancelled { return nil }
                counters.retry()
                if before == 0 {
                    logger.warning(
                        "The channel does not take alerts; they wait in the log and are sent in order.",
                        metadata: ["log": "\(entry.id)", "error": "\(reason)"]
                    )
                }
            }
        }
        return nil
    }

    private func filter(_ id: String) -> Settlement {
        counters.filter()
        return .acknowledge(id)
    }

    private func park(_ id: String, _ reason: String) -> Settlement {
        logger.error("An alert was set aside.", metadata: ["log": "\(id)", "reason": "\(reason)"])
        counters.park()
        return .park(id, reason: reason)
    }

    private func send(_ notice: Notice, revision id: String) async -> AlertReply {
        guard let request = post.request(notice, revision: id, now: wallClock()) else {
            return .unreachable(post.missingSecret)
        }
        return await sender.send(request)
    }

    private func outcome(of reply: AlertReply, _ delivery: inout Delivery, at now: Duration) -> Delivery.Outcome {
        switch reply {
        case .answered(let status, let text, let retryAfter):
            delivery.answered(status: status, text: text, retryAfter: retryAfter, at: now, jitter: jitter())
        case .unreachable(let reason): delivery.unreachable(reason, at: now, jitter: jitter())
        }
    }

    /// Waits, or ends early with the courier.
    private func pause(_ time: Duration) async {
        // What ends it early is looked at by the loops themselves.
        try? await stopping.race { [clock] in try await clock.sleep(for: time) }
    }
}
