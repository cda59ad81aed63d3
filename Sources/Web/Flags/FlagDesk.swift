package import FlagStore
package import Flags
package import Rollouts
import Store
package import Wire

/// Flags and segments as admins ask for them, over HTTP or by the command line: every answer is JSON.
package struct FlagDesk: Sendable {
    /// Who changes something, why, and under which request's name.
    package struct Author: Sendable {
        /// Who, for the audit trail.
        package var actor: String
        /// Why.
        package var reason: String
        /// The request that is to be done once.
        package var mark: RequestMark?

        /// An author.
        package init(actor: String, reason: String, mark: RequestMark? = nil) {
            self.actor = actor
            self.reason = reason
            self.mark = mark
        }
    }

    /// The most segments that are held against each other for one answer.
    static let mostCompared = 100

    private let keeper: FlagKeeper
    private let now: @Sendable () -> Moment

    /// A desk before `keeper`.
    package init(keeper: FlagKeeper, now: @escaping @Sendable () -> Moment) {
        self.keeper = keeper
        self.now = now
    }

    // MARK: - Reading

    /// All flags, or all segments, and what is listed and cannot be read.
    package func list(_ kind: FlagName.Kind) async throws(FlagFault) -> JSON {
        let library = try await library()
        let all =
            switch kind {
            case .flag: library.flags.map(\.json)
            case .segment: library.segments.map(\.json)
            }
        let lost = library.unreadable.filter { $0.key.kind == kind }.sorted { $0.key < $1.key }
        return .object([
            ("\(kind.rawValue)s", JSON(all)),
            (
                "unreadable",
                lost.isEmpty
                    ? nil
                    : JSON(lost.map { [kind.member: JSON($0.key.key), "message": JSON($0.value.description)] })
            ),
        ])
    }

    /// One flag or segment, and its version.
    package func one(_ name: FlagName) async throws(FlagFault) -> (json: JSON, version: Int) {
        switch name.kind {
        case .flag:
            let stored = try await store { () async throws(StoreFault) in try await keeper.flag(name.key) }
            if let stored { return (stored.json, stored.flag.stamp.version) }
        case .segment:
            let stored = try await store { () async throws(StoreFault) in try await keeper.segment(name.key) }
            if let stored { return (stored.json, stored.segment.stamp.version) }
        }
        throw .missing(name)
    }

    /// What was done to a flag or segment, newest first; one that was removed has its history still.
    package func history(_ name: FlagName, limit: Int) async throws(FlagFault) -> JSON {
        // A text that is no key may be the name of another's history.
        guard FlagKey.fault(in: name.key, reserved: []) == nil else { throw .missing(name) }
        let changes = try await store { () async throws(StoreFault) in try await keeper.history(name, limit: limit) }
        if changes.isEmpty { _ = try await one(name) }
        return ["entries": JSON(changes.map(\.json))]
    }

    /// Where segments overlap or contradict themselves.
    package func overlaps() async throws(FlagFault) -> JSON {
        let segments = try await library().segments.filter(\.faults.isEmpty).map(\.segment)
        return SegmentAnalysis.report(on: segments, most: Self.mostCompared).json
    }

    /// All flags and segments compiled, for evaluating what stands in Redis now.
    package func snapshot() async throws(FlagFault) -> Snapshot {
        let library = try await library()
        return Snapshot(stored: library.flags, segments: library.segments, revision: library.revision)
    }

    // MARK: - Writing

    /// Takes all of `edits`, or none.
    package func apply(_ edits: [FlagEdit], by author: Author) async throws(FlagFault) -> [FlagWritten] {
        if let done = try await done(edits.map(\.name), author) { return done }
        return try await keeper.apply(
            edits,
            actor: author.actor,
            reason: author.reason,
            request: author.mark?.text,
            now: now()
        )
    }

    /// Brings one flag or segment back to what it was at `version`.
    package func revert(
        _ name: FlagName,
        toVersion version: Int,
        expecting expected: ExpectedVersion,
        by author: Author
    ) async throws(FlagFault) -> FlagWritten {
        if let done = try await done([name], author)?.first { return done }
        return try await keeper.revert(
            name,
            toVersion: version,
            expecting: expected,
            actor: author.actor,
            reason: author.reason,
            request: author.mark?.text,
            now: now()
        )
    }

    /// What an earlier try of the same request has made; `nil` where there was none that came to write.
    private func done(_ names: [FlagName], _ author: Author) async throws(FlagFault) -> [FlagWritten]? {
        guard let mark = author.mark, mark.mayBeDone else { return nil }
        return try await store { () async throws(StoreFault) in try await keeper.written(names, under: mark.text) }
    }

    private func library() async throws(FlagFault) -> FlagLibrary {
        try await store { () async throws(StoreFault) in try await keeper.library() }
    }

    private func store<Value>(_ body: () async throws(StoreFault) -> Value) async throws(FlagFault) -> Value {
        do throws(StoreFault) {
            return try await body()
        } catch {
            throw .store(error)
        }
    }
}
