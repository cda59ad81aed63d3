internal import DequeModule

/// One subscription's connection from SUBSCRIBE to its end: confirmations counted, messages kept within bounds until the
/// consumer asks, the end told after them. It does no I/O; the consumer that waits is a `Waiter`, at most one.
struct SubscriptionQueue<Waiter> {
    private let limits: SubscriptionLimits
    private var unconfirmed: Set<String>
    private var isSubscribed = false
    private var buffer: Deque<RedisSubscriptionEvent> = []
    private var bufferedBytes = 0
    private var end: RedisFault?
    private var waiter: Waiter?

    init(channels: Set<String>, limits: SubscriptionLimits) {
        self.unconfirmed = channels
        self.limits = limits
    }
}

extension SubscriptionQueue {
    enum Demand {
        case ready(SubscriptionItem)
        case waiting
    }

    /// The consumer asks for the next item.
    mutating func next(_ waiter: Waiter) -> Demand {
        if let event = buffer.popFirst() {
            bufferedBytes -= Self.size(event)
            return .ready(.event(event))
        }
        if let end { return .ready(.ended(end)) }
        self.waiter = waiter
        return .waiting
    }

    /// The consumer does not wait any more.
    mutating func cancel() -> Waiter? {
        waiter.take()
    }

    /// What one reply leads to.
    struct Effect {
        var delivery: (waiter: Waiter, event: RedisSubscriptionEvent)?
        /// The connection must be closed for this.
        var fault: RedisFault?
    }

    /// A reply came.
    mutating func receive(_ reply: RedisReply) -> Effect {
        guard end == nil else { return Effect() }
        switch reply {
        case .error(let error):
            // Once subscribed, nothing but PING is sent, which a user may lack the right to: an answer all the same.
            return isSubscribed ? Effect() : Effect(fault: RedisFault(server: error))
        case .array(let parts):
            return receive(parts)
        case .null, .status, .integer, .bulk:
            return Effect(fault: Self.violation)
        }
    }

    /// The connection ended; whoever waits hears of it, and a later consumer after the buffered messages.
    mutating func finish(_ fault: RedisFault) -> Waiter? {
        guard end == nil else { return nil }
        end = fault
        return waiter.take()
    }

    private mutating func receive(_ parts: [RedisReply]) -> Effect {
        guard let kind = parts.first?.string else { return Effect(fault: Self.violation) }
        switch (kind, parts.count) {
        case ("subscribe", 3):
            guard let channel = parts[1].string, unconfirmed.remove(channel) != nil else { return Effect(fault: Self.violation) }
            guard unconfirmed.isEmpty, !isSubscribed else { return Effect() }
            isSubscribed = true
            return deliver(.subscribed)
        case ("message", 3):
            guard let channel = parts[1].string, case .bulk(let payload) = parts[2] else { return Effect(fault: Self.violation) }
            // Before all channels are confirmed, the consumer has not been told to listen; it will catch up then.
            guard isSubscribed else { return Effect() }
            return deliver(.message(channel: channel, payload: payload))
        case ("pong", 2):
            return Effect()
        default:
            return Effect(fault: Self.violation)
        }
    }

    private mutating func deliver(_ event: RedisSubscriptionEvent) -> Effect {
        if let waiter = waiter.take() { return Effect(delivery: (waiter, event)) }
        let size = Self.size(event)
        guard buffer.count < limits.events, buffer.isEmpty || size <= limits.bytes - bufferedBytes else {
            return Effect(fault: Self.overflow)
        }
        buffer.append(event)
        bufferedBytes += size
        return Effect()
    }

    private static func size(_ event: RedisSubscriptionEvent) -> Int {
        switch event {
        case .message(let channel, let payload): channel.utf8.count + payload.count
        case .subscribed, .lost: 0
        }
    }

    private static var violation: RedisFault {
        RedisFault(.protocolViolation, "Redis sent on a subscription what belongs to none. Check that no proxy stands between.")
    }

    private static var overflow: RedisFault {
        RedisFault(.overloaded, "Messages came faster than they were taken, and were dropped. Read again what they told of.")
    }
}

/// What a subscription's connection gives its consumer.
enum SubscriptionItem: Equatable {
    case event(RedisSubscriptionEvent)
    case ended(RedisFault)
}

/// What a subscription keeps for a consumer that is busy.
struct SubscriptionLimits {
    let events: Int
    let bytes: Int
}
