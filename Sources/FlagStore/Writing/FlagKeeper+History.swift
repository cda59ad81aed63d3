import Flags
import Redis
package import Rollouts
package import Store
import Wire

extension FlagKeeper {
    /// The most entries of a history.
    package static let mostHistory = 200

    /// What was done to a flag or segment, newest first, and for a flag what its rollout and orders did; one that was removed
    /// has its history still. Entries that were trimmed are left out.
    ///
    /// - Parameter limit: at most this many, and at most ``mostHistory``.
    package func history(_ name: FlagName, limit: Int) async throws(StoreFault) -> [FlagChange] {
        guard limit > 0 else { return [] }
        let last = min(limit, Self.mostHistory) - 1
        do throws(RedisFault) {
            let ids = try await store.client.send(RedisCommand("LRANGE", .text(names.history(name)), 0, .integer(last)))
            let replies = try await store.client.pipeline(
                (ids.strings ?? []).map { RedisCommand("XRANGE", .text(names.log), .text($0), .text($0)) }
            )
            for case .error(let error) in replies { throw RedisFault(server: error) }
            return replies.flatMap { RolloutStore.entries($0) }.map { FlagChange($0) }
        } catch {
            throw StoreFault(error)
        }
    }

    /// Brings a flag or segment back to what it was at `version`, one that was removed too. What a rollout holds of a flag
    /// stays as it is, and a killed flag stays off. It is a change like another: the version goes up.
    ///
    /// - Parameter version: one whose definition the history holds: those that an admin wrote or replaced.
    package func revert(
        _ name: FlagName,
        toVersion version: Int,
        expecting expected: ExpectedVersion = .any,
        actor: String,
        reason: String,
        request: String? = nil,
        now: Moment
    ) async throws(FlagFault) -> FlagWritten {
        let history = try await stored { () async throws(StoreFault) -> [FlagChange] in
            try await self.history(name, limit: Self.mostHistory)
        }
        let definitions = history.flatMap(\.definitions)
        guard let definition = definitions.first(where: { $0.version == version }) else {
            guard !definitions.isEmpty else { throw .missing(name) }
            throw .versionUnknown(name, asked: version, known: Set(definitions.map(\.version)).sorted())
        }
        let edit = FlagEdit(name: name, action: .revert(definition.json), expected: expected)
        let written = try await apply([edit], actor: actor, reason: reason, request: request, now: now)
        guard let first = written.first else { throw .contended }
        return first
    }

    /// So many entries of each name are looked through for a request's mark.
    private static let mostMarked = 20

    /// What the request marked `request` has made of `names`, from the log; `nil` where it wrote none of them.
    package func written(_ names: [FlagName], under request: String) async throws(StoreFault) -> [FlagWritten]? {
        var all: [FlagWritten] = []
        var isDone = false
        for name in names {
            let entry = try await history(name, limit: Self.mostMarked).first { $0.event["request"]?.string == request }
            isDone = isDone || entry != nil
            all.append(try await written(name, by: entry))
        }
        return isDone ? all : nil
    }

    /// What an entry made of `name`; without one it was so already.
    private func written(_ name: FlagName, by entry: FlagChange?) async throws(StoreFault) -> FlagWritten {
        var flag: Flag?
        var segment: Segment?
        switch name.kind {
        case .flag:
            flag = entry == nil ? try await self.flag(name.key)?.flag : entry?.after.flatMap { StoredFlag(message: $0)?.flag }
        case .segment:
            segment =
                entry == nil
                ? try await self.segment(name.key)?.segment : entry?.after.flatMap { StoredSegment(message: $0)?.segment }
        }
        if let entry {
            flag?.stamp.revision = entry.revision
            segment?.stamp.revision = entry.revision
        }
        let stamp = flag?.stamp ?? segment?.stamp ?? Stamp()
        let isGone = flag == nil && segment == nil
        let outcome: FlagWritten.Outcome = isGone ? .deleted : entry?.before == nil ? .created : .changed
        return FlagWritten(
            name: name,
            outcome: entry == nil ? .unchanged : outcome,
            version: entry?.version ?? stamp.version,
            revision: entry?.revision ?? stamp.revision ?? "",
            flag: flag,
            segment: segment,
            warnings: []
        )
    }
}
