import Flags
import Rollouts

/// What an edit makes of what it names, before it is written.
struct FlagDraft: Sendable {
    enum Content: Sendable, Equatable {
        case flag(Flag)
        case segment(Segment)
        case nothing
    }

    let standing: Standing
    /// The position of the edit in the batch.
    let edit: Int
    var before: Content
    var after: Content
    var warnings: [FlagFinding] = []
    /// What could not be read of what was there: then it is written even where nothing else changes.
    var wasFaulty = false
    var isReverted = false

    var name: FlagName { standing.name }

    /// The version after it.
    var version: Int { standing.version &+ 1 }

    var outcome: FlagWritten.Outcome {
        switch (before, after) {
        case (.nothing, .nothing): .unchanged
        case (.nothing, _): .created
        case (_, .nothing): .deleted
        default: before == after && !wasFaulty ? .unchanged : .changed
        }
    }

    /// The flag or segment with the stamp of this change, without a revision, which only the log gives.
    func stamped(by actor: String, at now: Moment) -> Content {
        let moment = Timestamp(milliseconds: now.milliseconds)
        switch after {
        case .nothing: return .nothing
        case .flag(var flag):
            flag.stamp = Stamp(
                version: version,
                createdAt: standing.flag?.flag.stamp.createdAt ?? moment,
                updatedAt: moment,
                updatedBy: actor
            )
            return .flag(flag)
        case .segment(var segment):
            segment.stamp = Stamp(
                version: version,
                createdAt: standing.segment?.segment.stamp.createdAt ?? moment,
                updatedAt: moment,
                updatedBy: actor
            )
            return .segment(segment)
        }
    }

    /// Whether what flags ask of each other and of segments may be another than before. What is merely new breaks nothing,
    /// unless it asks for something itself.
    var changesLinks: Bool {
        switch (before, after) {
        case (_, .nothing): return outcome == .deleted
        case (.nothing, .flag(let new)): return !new.segments.isEmpty || !new.prerequisites.isEmpty || !new.rolloutSegments.isEmpty
        case (.flag(let old), .flag(let new)):
            return old.segments != new.segments || old.prerequisites != new.prerequisites
                || old.rolloutSegments != new.rolloutSegments || old.clientSide != new.clientSide
                || old.variants.map(\.name) != new.variants.map(\.name)
        default: return false
        }
    }
}
