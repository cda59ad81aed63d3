internal import DequeModule

/// The commands of one client in the order in which they are sent and answered, with their deadlines: what waits for
/// the connection and what is in flight. It does no I/O and has no clock; whoever waits for an answer is a `Waiter`.
///
/// A waiter is handed back exactly once, by the event that settles its command. An entry whose waiter is gone (timed
/// out, cancelled) is dropped if it was not sent, and else keeps its place until its answers have come.
struct CommandQueue<Waiter> {
    typealias Instant = ContinuousClock.Instant
    typealias Failure = (waiter: Waiter, fault: RedisFault)
    typealias Answer = (waiter: Waiter, replies: [RedisReply])

    private enum Link {
        case down(RedisFault?)
        case up
        /// What was sent is still answered, and nothing more is sent.
        case leaving(RedisFault)
        case closed(RedisFault)
    }

    private struct Entry {
        let id: UInt64
        let deadline: Instant
        var bytes: [UInt8]
        let expected: Int
        var replies: [RedisReply] = []
        var answered = 0
        var waiter: Waiter?

        var isAnswered: Bool { answered == expected }

        /// Takes its answers from the front of `rest`; returns them when they are all there and someone waits.
        mutating func accept(_ rest: inout ArraySlice<RedisReply>) -> Answer? {
            let count = min(expected - answered, rest.count)
            answered += count
            if waiter != nil { replies.append(contentsOf: rest.prefix(count)) }
            rest = rest.dropFirst(count)
            guard isAnswered, let waiter = waiter.take() else { return nil }
            return (waiter, replies)
        }
    }

    private let limits: CommandLimits
    private var link = Link.down(nil)
    private var waiting: Deque<Entry> = []
    private var inFlight: Deque<Entry> = []
    /// Commands counted against the limit: those that wait with a waiter, and all in flight.
    private var commands = 0
    private var waitingBytes = 0
    private var abandoned = 0
    private var lastID: UInt64 = 0
    private var isFlushing = false
    private var wake: Instant?

    init(limits: CommandLimits) {
        self.limits = limits
    }
}

// MARK: - From callers

extension CommandQueue {
    enum Submission {
        case refused(Waiter, RedisFault)
        /// `flush`: the connection should be asked to take commands. `wake`: the timer should be set to this instant.
        case accepted(id: UInt64, flush: Bool, wake: Instant?)
    }

    /// Takes `expected` commands that were encoded to `bytes`.
    mutating func submit(_ bytes: [UInt8], expected: Int, deadline: Instant, waiter: Waiter) -> Submission {
        if case .closed(let fault) = link { return .refused(waiter, fault) }
        guard expected <= limits.commands - commands, bytes.count <= limits.bytes - waitingBytes else {
            return .refused(waiter, .overloaded)
        }
        lastID &+= 1
        commands += expected
        waitingBytes += bytes.count
        waiting.append(Entry(id: lastID, deadline: deadline, bytes: bytes, expected: expected, waiter: waiter))
        return .accepted(id: lastID, flush: beginFlush(), wake: setWake(deadline))
    }

    /// The caller does not wait any more.
    mutating func cancel(_ id: UInt64) -> Failure? {
        if let index = Self.position(of: id, in: waiting), let waiter = abandonWaiting(at: index) {
            compact()
            return (waiter, .cancelled(mayHaveRun: false))
        }
        guard let index = Self.position(of: id, in: inFlight), let waiter = inFlight[index].waiter else { return nil }
        abandonInFlight(at: index)
        return (waiter, .cancelled(mayHaveRun: true))
    }

    /// Nothing is taken from now on, and whoever waits hears `fault`.
    mutating func close(_ fault: RedisFault) -> [Failure] {
        if case .closed = link { return [] }
        link = .closed(fault)
        isFlushing = false
        let failures =
            inFlight.compactMap { entry in entry.waiter.map { ($0, fault.withOutcome(mayHaveRun: true)) } }
            + waiting.compactMap { entry in entry.waiter.map { ($0, fault.withOutcome(mayHaveRun: false)) } }
        removeInFlight()
        waiting.removeAll()
        (commands, waitingBytes, abandoned) = (0, 0, 0)
        return failures
    }
}

// MARK: - From the connection

extension CommandQueue {
    /// A connection is ready; the result says whether it should be asked to take commands.
    mutating func linkUp() -> Bool {
        if case .closed = link { return false }
        link = .up
        return beginFlush()
    }

    /// Nothing more is sent over this connection, which can be closed once it is `drained`; what waits is for the next one.
    mutating func leave(_ fault: RedisFault) {
        guard case .up = link else { return }
        link = .leaving(fault)
        isFlushing = false
    }

    /// Why a connection is being left that has answered everything and can be closed.
    var drained: RedisFault? {
        if case .leaving(let reason) = link, inFlight.isEmpty { reason } else { nil }
    }

    /// Whether a connection is there that takes commands.
    var isUp: Bool {
        if case .up = link { true } else { false }
    }

    /// The connection is gone, or an attempt to get one failed: what was sent has an unknown outcome and is never sent
    /// again; what was not waits on.
    mutating func linkDown(_ fault: RedisFault) -> [Failure] {
        if case .closed = link { return [] }
        link = .down(fault)
        isFlushing = false
        let failures = inFlight.compactMap { entry in entry.waiter.map { ($0, fault.withOutcome(mayHaveRun: true)) } }
        removeInFlight()
        return failures
    }

    /// The next commands for the connection, at least one entry and then up to `limit` bytes; `nil` when nothing waits.
    mutating func take(upTo limit: Int) -> [[UInt8]]? {
        guard case .up = link else { return nil }
        var pieces: [[UInt8]] = []
        var size = 0
        while let first = waiting.first {
            guard first.waiter != nil else {
                waiting.removeFirst()
                abandoned -= 1
                continue
            }
            guard pieces.isEmpty || first.bytes.count <= limit - size else { return pieces }
            var entry = waiting.removeFirst()
            size += entry.bytes.count
            waitingBytes -= entry.bytes.count
            pieces.append(entry.bytes)
            entry.bytes = []
            inFlight.append(entry)
        }
        if pieces.isEmpty { isFlushing = false }
        return pieces.isEmpty ? nil : pieces
    }

    /// Gives the answers to the oldest commands in flight; `false` when there are more answers than commands.
    mutating func receive(_ replies: [RedisReply], answers: inout [Answer]) -> Bool {
        var rest = replies[...]
        while !rest.isEmpty {
            guard !inFlight.isEmpty else { return false }
            if let answer = inFlight[0].accept(&rest) { answers.append(answer) }
            guard inFlight[0].isAnswered else { return true }
            commands -= inFlight.removeFirst().expected
        }
        return true
    }
}

// MARK: - From the timer

extension CommandQueue {
    struct Tick {
        var failures: [Failure] = []
        /// The oldest answer is so late that the connection must be taken for dead.
        var isOverdue = false
        /// When the timer should come next.
        var wake: Instant?
    }

    mutating func tick(_ now: Instant) -> Tick {
        var tick = Tick()
        var next: Instant?
        for index in waiting.indices where waiting[index].waiter != nil {
            let deadline = waiting[index].deadline
            if deadline > now {
                next = min(next ?? deadline, deadline)
            } else if let waiter = abandonWaiting(at: index) {
                tick.failures.append((waiter, faultOfWaiting()))
            }
        }
        compact()
        for index in inFlight.indices {
            let deadline = inFlight[index].deadline
            if deadline > now {
                next = min(next ?? deadline, deadline)
            } else if let waiter = inFlight[index].waiter {
                abandonInFlight(at: index)
                tick.failures.append((waiter, .timedOut(mayHaveRun: true)))
            }
        }
        if let oldest = inFlight.first {
            let end = oldest.deadline.advanced(by: limits.grace)
            if end <= now { tick.isOverdue = true } else { next = min(next ?? end, end) }
        }
        wake = nil
        // Deadlines close together are served together, so that a tick is not paid for each.
        if let next { tick.wake = setWake(max(next, now.advanced(by: .milliseconds(2)))) }
        return tick
    }

    private func faultOfWaiting() -> RedisFault {
        switch link {
        case .up: .timedOut(mayHaveRun: false)
        case .down(let last): .unreachable(last)
        case .leaving(let reason): .unreachable(reason)
        case .closed(let fault): fault
        }
    }
}

// MARK: - Inside

extension CommandQueue {
    private mutating func beginFlush() -> Bool {
        guard case .up = link, !isFlushing, !waiting.isEmpty else { return false }
        isFlushing = true
        return true
    }

    private mutating func setWake(_ instant: Instant) -> Instant? {
        if let wake, wake <= instant { return nil }
        wake = instant
        return instant
    }

    private mutating func abandonWaiting(at index: Int) -> Waiter? {
        guard let waiter = waiting[index].waiter else { return nil }
        commands -= waiting[index].expected
        waitingBytes -= waiting[index].bytes.count
        abandoned += 1
        waiting[index].waiter = nil
        waiting[index].bytes = []
        return waiter
    }

    private mutating func abandonInFlight(at index: Int) {
        inFlight[index].waiter = nil
        inFlight[index].replies = []
    }

    /// Keeps what is left of abandoned entries below what lives, at a constant cost for each.
    private mutating func compact() {
        guard abandoned > 64, abandoned > waiting.count / 2 else { return }
        waiting.removeAll { $0.waiter == nil }
        abandoned = 0
    }

    private mutating func removeInFlight() {
        commands -= inFlight.reduce(0) { $0 + $1.expected }
        inFlight.removeAll()
    }

    /// Entries stand in the order of their ids.
    private static func position(of id: UInt64, in entries: Deque<Entry>) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].id == id ? low : nil
    }
}
