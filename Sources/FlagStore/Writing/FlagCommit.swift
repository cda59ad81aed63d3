import Flags
import Redis
import Rollouts
import Store
import Wire

/// A batch of drafts in the form in which the script takes it.
struct FlagCommit: Sendable {
    /// Who writes, why and when.
    struct Author: Sendable {
        var actor: String
        var reason: String
        var request: String?
        var now: Moment
    }

    let drafts: [FlagDraft]
    let author: Author
    /// The log's last id when the references were looked at; `nil` where none change.
    let fence: String?
    let names: Names

    var keys: [String] {
        let common = [names.flagsIndex, names.flagsEnabled, names.log, names.segmentsIndex]
        return common
            + drafts.flatMap { draft in
                let both = [names.hash(draft.name), names.history(draft.name)]
                return draft.name.kind == .flag ? both + [names.rollout(draft.name.key)] : both
            }
    }

    var arguments: [RedisValue] {
        // A rollout may begin to use a segment at any transition.
        let isStrict = drafts.contains { $0.outcome == .deleted && $0.name.kind == .segment }
        let head: [RedisValue] = [
            .text(names.updates), .text(author.actor), .text(fence ?? ""), .text(isStrict ? "1" : "0"), .integer(drafts.count),
        ]
        return head + drafts.flatMap { arguments($0) }
    }

    private func arguments(_ draft: FlagDraft) -> [RedisValue] {
        let standing = draft.standing
        let isWritten = draft.outcome != .unchanged
        let after = isWritten ? draft.stamped(by: author.actor, at: author.now) : .nothing
        let action = isWritten ? (draft.outcome == .deleted ? "delete" : "put") : "check"
        var arguments: [RedisValue] = [
            .text(draft.name.kind.rawValue), .text(draft.name.key), .text(standing.exists ? "1" : "0"),
            .text(standing.text("version")), .text(standing.text("revision")), .text(standing.rollout?.version ?? ""),
            .text(action), .text(kind(draft)), .text(draft.changesLinks ? "1" : "0"),
            .text(isWritten ? event(draft, after).text : ""), .text(message(after)),
        ]
        let fields = hash(after)
        arguments.append(.integer(fields.written.count * 2))
        for (field, text) in fields.written { arguments += [.text(field), .text(text)] }
        arguments.append(.integer(fields.gone.count))
        return arguments + fields.gone.map { .text($0) }
    }

    private func kind(_ draft: FlagDraft) -> String {
        let change = draft.outcome == .deleted ? "deleted" : "updated"
        return "\(draft.name.kind.rawValue)_\(change)"
    }

    private func hash(_ content: FlagDraft.Content) -> (written: [(field: String, text: String)], gone: [String]) {
        let (written, all) =
            switch content {
            case .flag(let flag): (flag.hash, StoredFlag.fields)
            case .segment(let segment): (segment.hash, StoredSegment.fields)
            case .nothing: ([(field: String, text: String)](), [String]())
            }
        let kept = Set(written.map(\.field))
        // The revision is the script's.
        return (written, all.filter { !kept.contains($0) && $0 != "revision" })
    }

    /// A segment's message without its closing brace; a flag's is made of its hash.
    private func message(_ content: FlagDraft.Content) -> String {
        guard case .segment(let segment) = content else { return "" }
        return String(segment.json.text.dropLast())
    }

    /// What the log's entry says: who, when, what, from, to and why, and the version after it.
    private func event(_ draft: FlagDraft, _ after: FlagDraft.Content) -> JSON {
        let change = draft.isReverted ? "reverted" : draft.outcome.rawValue
        return .object([
            ("type", JSON(draft.name.kind.rawValue)), ("kind", JSON(kind(draft))),
            (draft.name.kind.rawValue, JSON(draft.name.key)), ("change", JSON(change)), ("at", JSON(author.now.rfc3339)),
            ("actor", JSON(author.actor)), ("reason", JSON(author.reason)), ("version", JSON(draft.version)),
            ("from", draft.standing.flag?.flag.json ?? draft.standing.segment?.segment.json), ("to", json(after)),
            ("request", author.request.map { JSON($0) }),
        ])
    }

    private func json(_ content: FlagDraft.Content) -> JSON? {
        switch content {
        case .flag(let flag): flag.json
        case .segment(let segment): segment.json
        case .nothing: nil
        }
    }

    // MARK: - After it

    /// What became of each draft.
    ///
    /// - Parameter revisions: of those that were written, one for each draft; none where nothing was.
    func written(revisions: [String]) -> [FlagWritten] {
        drafts.enumerated().map { position, draft in
            var written = FlagWritten(
                name: draft.name,
                outcome: draft.outcome,
                version: draft.version,
                revision: revisions.indices.contains(position) ? revisions[position] : "",
                warnings: draft.warnings
            )
            if draft.outcome == .unchanged {
                written.version = draft.standing.version
                written.revision = draft.standing.text("revision")
                written.flag = draft.standing.flag?.flag
                written.segment = draft.standing.segment?.segment
                return written
            }
            switch draft.stamped(by: author.actor, at: author.now) {
            case .flag(var flag):
                flag.stamp.revision = written.revision
                written.flag = flag
            case .segment(var segment):
                segment.stamp.revision = written.revision
                written.segment = segment
            case .nothing: break
            }
            return written
        }
    }
}
