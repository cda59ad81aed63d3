import Wire

/// All flags and segments at one revision, compiled once and never changed: evaluating takes no lock.
///
/// A boolean with a bucket and no rules is evaluated without an allocation.
package final class Snapshot: Sendable {
    /// A flag's place in a snapshot, which saves looking up the key. It is good for any snapshot, and quick for the one
    /// that gave it and those made from that by replacing single flags.
    package struct Handle: Sendable {
        /// The flag's key.
        package let key: String
        let position: Int
    }

    /// The id of the log's last entry that is in; `nil` where none was given.
    package let revision: String?
    /// In the order of their keys.
    let flags: [CompiledFlag]
    let positions: [String: Int]
    let links: [FlagLinks]
    /// Every position, prerequisites before what asks for them.
    let order: [Int]
    let segments: [CompiledSegment]
    let segmentPositions: [String: Int]
    /// Positions of the segments, the highest priority first.
    let segmentOrder: [Int]

    init(
        revision: String?,
        flags: [CompiledFlag],
        positions: [String: Int],
        links: [FlagLinks],
        order: [Int],
        segments: [CompiledSegment],
        segmentPositions: [String: Int],
        segmentOrder: [Int]
    ) {
        self.revision = revision
        self.flags = flags
        self.positions = positions
        self.links = links
        self.order = order
        self.segments = segments
        self.segmentPositions = segmentPositions
        self.segmentOrder = segmentOrder
    }

    /// The flags' keys in order.
    package var keys: [String] { flags.map(\.flag.key) }
    /// How many flags there are.
    package var count: Int { flags.count }
    /// The flag called `key`.
    package func flag(_ key: String) -> Flag? { positions[key].map { flags[$0].flag } }
    /// The segment called `id`.
    package func segment(_ id: String) -> Segment? { segmentPositions[id].map { segments[$0].segment } }
    /// Every flag, in the order of the keys.
    package var allFlags: [Flag] { flags.map(\.flag) }
    /// Every segment, the highest priority first.
    package var allSegments: [Segment] { segmentOrder.map { segments[$0].segment } }

    /// The place of a flag, for evaluating it often.
    package func handle(_ key: String) -> Handle { Handle(key: key, position: positions[key] ?? -1) }

    /// Evaluates the flag called `key`.
    package func evaluate(_ key: String, _ context: Context) -> Evaluation {
        guard let position = positions[key] else { return Self.unknown(key) }
        return Evaluation(key: key, flag: flags[position], outcome: outcome(position, context))
    }

    /// Evaluates the flag at `handle`.
    package func evaluate(_ handle: Handle, _ context: Context) -> Evaluation {
        guard let position = position(handle) else { return Self.unknown(handle.key) }
        return Evaluation(key: handle.key, flag: flags[position], outcome: outcome(position, context))
    }

    /// Whether the flag called `key` is on for a user of whom nothing but the id is known; an unknown flag is off.
    package func isOn(_ key: String, userId: String) -> Bool {
        guard let position = positions[key] else { return false }
        return isOn(position, Context(userId: userId))
    }

    /// Whether the flag at `handle` is on for a user of whom nothing but the id is known.
    package func isOn(_ handle: Handle, userId: String) -> Bool {
        guard let position = position(handle) else { return false }
        return isOn(position, Context(userId: userId))
    }

    /// Evaluates every flag, or those only that browsers may see, in the order of the keys.
    package func evaluateAll(_ context: Context, clientSideOnly: Bool = false) -> [Evaluation] {
        let outcomes = outcomes(context)
        var evaluations: [Evaluation] = []
        evaluations.reserveCapacity(flags.count)
        for (position, flag) in flags.enumerated() where !clientSideOnly || flag.flag.clientSide {
            evaluations.append(Evaluation(key: flag.flag.key, flag: flag, outcome: outcomes[position]))
        }
        return evaluations
    }

    /// The ids of the segments that the context is in: the highest priority first, then by id.
    package func segments(of context: Context) -> [String] {
        segmentOrder.filter { segments[$0].verdict(context) == .match }.map { segments[$0].segment.id }
    }

    private func isOn(_ position: Int, _ context: Context) -> Bool {
        let outcome = outcome(position, context)
        let flag = flags[position]
        if flag.flag.valueType == .boolean { return flag.isTrue(outcome.variant) }
        if case .inside = outcome.step { return true }
        return false
    }

    private func position(_ handle: Handle) -> Int? {
        if flags.indices.contains(handle.position), flags[handle.position].flag.key == handle.key {
            return handle.position
        }
        return positions[handle.key]
    }

    private static func unknown(_ key: String) -> Evaluation {
        Evaluation(key: key, flag: nil, outcome: Outcome(variant: -1, step: .broken))
    }
}
