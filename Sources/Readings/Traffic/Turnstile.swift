/// Lets so many in at a time; the others wait in the order of their coming, each until its deadline.
struct Turnstile: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What a comer is told.
    enum Entry: Sendable, Equatable {
        case admitted
        case waits
        /// The queue is as long as it may be.
        case full
    }

    /// Whom a leaver moves: their ids.
    struct Moves: Sendable, Equatable {
        var admitted: Int?
        var expired: [Int] = []
    }

    static let longestQueue = 16_384

    let width: Int
    private var inside = 0
    private var order: [Int] = []
    private var head = 0
    private var deadlines: [Int: Instant] = [:]

    /// How many wait, those whose deadline has passed unnoticed included.
    var waiting: Int { deadlines.count }

    /// - Parameter width: how many may be inside at a time, at least 1.
    init(width: Int) { self.width = max(1, width) }

    /// `id`, never used before, wants in and waits until `deadline`.
    mutating func enter(_ id: Int, until deadline: Instant) -> Entry {
        guard inside >= width else {
            inside += 1
            return .admitted
        }
        // Counts the withdrawn too, so that coming and going cannot make the queue grow.
        guard order.count - head < Self.longestQueue else { return .full }
        order.append(id)
        deadlines[id] = deadline
        return .waits
    }

    /// Someone inside leaves; the first whose deadline has not passed takes the place.
    mutating func leave(at now: Instant) -> Moves {
        var moves = Moves()
        while head < order.count {
            let id = order[head]
            head += 1
            guard let deadline = deadlines.removeValue(forKey: id) else { continue }
            if deadline > now {
                moves.admitted = id
                break
            }
            moves.expired.append(id)
        }
        if head > 512, head * 2 > order.count {
            order.removeFirst(head)
            head = 0
        }
        if moves.admitted == nil { inside -= 1 }
        return moves
    }

    /// `id` waits no longer.
    ///
    /// - Returns: false when it was not waiting.
    mutating func withdraw(_ id: Int) -> Bool { deadlines.removeValue(forKey: id) != nil }
}
