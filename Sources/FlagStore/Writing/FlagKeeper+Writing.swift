import Flags
import Redis
package import Rollouts
import Store
import Wire

extension FlagKeeper {
    /// Writes all of `edits`, or nothing: one call, fenced by what they were made from. A batch that others were ahead of is
    /// read and tried again.
    ///
    /// - Parameters:
    ///   - edits: 1 to ``mostEdits`` of them, each object at most once.
    ///   - actor: who, for the audit trail.
    ///   - reason: why.
    ///   - request: the mark of the request that asks for it, for the log's entries.
    /// - Returns: what became of each, in the order of the edits.
    package func apply(
        _ edits: [FlagEdit],
        actor: String,
        reason: String,
        request: String? = nil,
        now: Moment
    ) async throws(FlagFault) -> [FlagWritten] {
        try Self.check(edits)
        let author = FlagCommit.Author(actor: actor, reason: reason, request: request, now: now)
        for _ in 0..<max(1, attempts) {
            let (standings, revision) = try await stored { () async throws(StoreFault) -> Reading in
                try await self.standings(edits.map(\.name))
            }
            var drafts: [FlagDraft] = []
            for (position, (edit, standing)) in zip(edits, standings).enumerated() {
                drafts.append(try DraftDesk(edit: edit, position: position, standing: standing).draft())
            }
            let needsFence = drafts.contains(where: \.changesLinks)
            if needsFence { try await review(drafts) }
            let commit = FlagCommit(drafts: drafts, author: author, fence: needsFence ? revision : nil, names: names)
            // The expected versions have been looked at, and there is nothing else that could be lost.
            guard drafts.contains(where: { $0.outcome != .unchanged }) else { return commit.written(revisions: []) }
            if let revisions = try await run(commit) { return commit.written(revisions: revisions) }
        }
        throw .contended
    }

    private static func check(_ edits: [FlagEdit]) throws(FlagFault) {
        guard !edits.isEmpty, edits.count <= mostEdits else {
            let message = "a batch has 1 to \(mostEdits) edits, found \(edits.count)"
            throw .invalid([FlagFinding(edit: nil, name: nil, pointer: "", message: message)])
        }
        var positions: [FlagName: Int] = [:]
        var findings: [FlagFinding] = []
        for (position, edit) in edits.enumerated() where !edit.name.key.isEmpty {
            if let first = positions.updateValue(position, forKey: edit.name) {
                let message = "edit \(first) is about \(edit.name) as well; make one of them"
                findings.append(FlagFinding(edit: position, name: edit.name, pointer: "", message: message))
            }
        }
        // A name that cannot be is looked at before it is asked for: it may be the name of something else.
        for (position, edit) in edits.enumerated() {
            let isFlag = edit.name.kind == .flag
            guard let fault = isFlag ? DraftDesk.rules.flag(edit.name.key) : DraftDesk.rules.segment(edit.name.key)
            else { continue }
            switch edit.action {
            case .put(let json): findings += DraftDesk.findings(nameless: json, edit, position, fault)
            case .patch, .delete, .revert: throw .missing(edit.name)
            }
        }
        if !findings.isEmpty { throw .invalid(findings) }
    }

    /// Holds the references as they would be against all flags and segments.
    private func review(_ drafts: [FlagDraft]) async throws(FlagFault) {
        let library = try await stored { () async throws(StoreFault) -> FlagLibrary in try await self.library() }
        try RelationReview(library: library, drafts: drafts).check()
        let removed = drafts.filter { $0.outcome == .deleted && $0.name.kind == .segment }.map(\.name)
        guard !removed.isEmpty else { return }
        let rollouts = try await stored { () async throws(StoreFault) -> [StoredRollout] in
            try await store.rollouts().rollouts
        }
        for name in removed {
            let users = rollouts.filter { Self.uses($0, segment: name.key) }.map { "rollout \($0.state.flag)" }.sorted()
            if !users.isEmpty { throw .inUse(name, by: users) }
        }
    }

    /// Whether a stage of a rollout that is not over is limited to the segment.
    private static func uses(_ rollout: StoredRollout, segment id: String) -> Bool {
        guard rollout.state.phase != .completed, let plan = try? JSON.parse(rollout.planText) else { return false }
        return (plan["stages"]?.array ?? []).contains { stage in
            stage["segments"]?.array?.contains { $0.string == id } ?? false
        }
    }

    /// The revisions of what was written, one for each draft; `nil` where others were ahead.
    private func run(_ commit: FlagCommit) async throws(FlagFault) -> [String]? {
        let parts: [String]
        do throws(RedisFault) {
            let reply = try await store.client.run(script: FlagScript.script, keys: commit.keys, arguments: commit.arguments)
            parts = reply.strings ?? []
        } catch {
            throw .store(StoreFault(error))
        }
        switch parts.first {
        case "ok" where parts.count == commit.drafts.count + 1: return Array(parts.dropFirst())
        case "lost": return nil
        case "kind":
            let message = "\(parts.dropFirst().joined()); move it out of the way, or give Rampart a redis.keyPrefix"
            throw .store(StoreFault(.wrongType, message))
        default:
            let message = "Redis answered the writing of flags with something else than Rampart's script"
            throw .store(StoreFault(.corrupt, message))
        }
    }

    func stored<Value>(_ body: () async throws(StoreFault) -> Value) async throws(FlagFault) -> Value {
        do throws(StoreFault) {
            return try await body()
        } catch {
            throw .store(error)
        }
    }
}
