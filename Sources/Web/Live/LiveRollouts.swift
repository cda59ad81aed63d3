import FlagStore
import Rollouts
import Store
import Synchronization
import Wire

/// Tells listeners of transitions and readings. Looks at the store once for all of them, and while there are none not at all.
package final class LiveRollouts: LiveSource {
    /// The most entries of the log that are told at once; after more, everything is to be read anew.
    static let longestGap = 1000

    /// Up to where everybody has been told.
    private struct Place {
        var revision: String
        var readings: [RolloutReading.Name: Moment]
    }

    private let tape: any RolloutTape
    private let pause: @Sendable () async throws -> Void
    private let feed = NewsFeed<LiveEvent>()
    private let place = Mutex<Place?>(nil)

    /// Tells what is on `tape`.
    ///
    /// - Parameter pause: waits between two looks at it; throws when the task is cancelled.
    package init(tape: any RolloutTape, pause: @escaping @Sendable () async throws -> Void) {
        self.tape = tape
        self.pause = pause
    }

    /// How many listen.
    package var listeners: Int { feed.count }

    /// Tells until the task is cancelled; then all streams end.
    package func run() async {
        while !Task.isCancelled, (try? await pause()) != nil {
            // One who comes has joined before it looks at the place.
            let isWatched = place.withLock { place in
                if feed.count == 0 { place = nil }
                return feed.count > 0
            }
            // What cannot be read now is read at the next look.
            if isWatched { try? await look() }
        }
        feed.finish()
    }

    func listen() -> NewsListener<LiveEvent> { feed.listen(buffering: 2 * Self.longestGap) }

    func opening(since: String?) async -> LiveOpening {
        guard let (now, readings) = try? await current() else { return LiveOpening() }
        place.withLock { $0 = $0 ?? now }
        var missed: [LiveEvent] = []
        if let since {
            let entries = Revision(since) == nil ? nil : try? await tape.entries(after: since, limit: Self.longestGap)
            missed = entries.map { $0.compactMap(Self.transition) } ?? [Self.reset(now.revision)]
        }
        let known = missed.isEmpty ? now.revision : since.flatMap { Revision($0)?.text }
        return LiveOpening(
            revision: known ?? now.revision,
            missed: missed + readings.map(Self.reading),
            horizon: missed.last?.id ?? Revision(now.revision)
        )
    }

    // MARK: - Looking

    private func look() async throws(DeskFault) {
        guard var now = place.withLock({ $0 }) else { return try await beginAnew() }
        guard let entries = try await tape.entries(after: now.revision, limit: Self.longestGap) else {
            return try await beginAnew()
        }
        let readings = try await tape.readings()
        var events = entries.compactMap(Self.transition)
        for reading in readings where now.readings[reading.name] != reading.asked { events.append(Self.reading(reading)) }
        now.revision = entries.last?.id ?? now.revision
        now.readings = Self.times(readings)
        place.withLock { $0 = now }
        feed.send(events)
    }

    private func beginAnew() async throws(DeskFault) {
        let (now, _) = try await current()
        place.withLock { $0 = now }
        feed.send([Self.reset(now.revision)])
    }

    private func current() async throws(DeskFault) -> (Place, [RolloutReading]) {
        let revision = try await tape.newest()
        let readings = try await tape.readings()
        return (Place(revision: revision, readings: Self.times(readings)), readings)
    }

    private static func times(_ readings: [RolloutReading]) -> [RolloutReading.Name: Moment] {
        Dictionary(readings.map { ($0.name, $0.asked) }, uniquingKeysWith: { $1 })
    }

    // MARK: - Events

    /// What a listener is told of an entry; `nil` for one that is about no rollout.
    private static func transition(_ entry: LogEntry) -> LiveEvent? {
        guard entry.event["type"]?.string == "rollout", let id = Revision(entry.id) else { return nil }
        // What a decision was made from is long, and can be read in the history.
        let members = (entry.event.members ?? []).filter { $0.name != "grounds" && $0.name != "type" }
        let message = LiveMessage(
            id: id.text,
            name: "transition",
            [("revision", JSON(id.text))] + members.map { ($0.name, $0.value) }
        )
        return LiveEvent(id: id, identity: "transition \(id.text)", all: message)
    }

    private static func reading(_ reading: RolloutReading) -> LiveEvent {
        let message = LiveMessage(
            id: nil,
            name: "reading",
            [("flag", JSON(reading.name.flag))] + (reading.condition.members ?? []).map { ($0.name, $0.value) }
        )
        let identity = "reading \(reading.name.flag) \(reading.name.guardName) \(reading.asked.milliseconds)"
        return LiveEvent(id: nil, identity: identity, all: message)
    }

    private static func reset(_ revision: String) -> LiveEvent {
        let id = Revision(revision)
        let message = LiveMessage(id: id?.text, name: "reset", [("revision", id.map { JSON($0.text) })])
        // Told whatever the listener knows: it has no place in the log.
        return LiveEvent(id: nil, identity: "reset \(revision)", all: message)
    }
}
