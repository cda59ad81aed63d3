import Flags

/// Which flags answer differently when some flags and segments change.
enum Ripple {
    /// What is different in another snapshot, in the order of the keys; nothing without a first one.
    static func updates(from old: Snapshot?, to new: Snapshot) -> [FlagUpdate] {
        guard let old, old !== new else { return [] }
        let removed = old.keys.filter { new.flag($0) == nil }
        let changed = new.keys.filter { old.flag($0) != new.flag($0) }
        let ids = Set((old.allSegments + new.allSegments).map(\.id))
        let segments = ids.filter { old.segment($0) != new.segment($0) }
        return updates(changed: Set(changed), removed: Set(removed), segments: segments, in: new)
    }

    /// The changes of flags and segments with all that builds on them, as it is in `snapshot`.
    static func updates(
        changed: Set<String>,
        removed: Set<String>,
        segments: Set<String>,
        in snapshot: Snapshot
    ) -> [FlagUpdate] {
        let flags = snapshot.allFlags
        var dependents: [String: [String]] = [:]
        var touched = changed
        for flag in flags {
            for wanted in flag.prerequisites { dependents[wanted.flag, default: []].append(flag.key) }
            if !segments.isEmpty, !segments.isDisjoint(with: flag.segments + flag.rolloutSegments) { touched.insert(flag.key) }
        }
        var pending = Array(touched.union(removed))
        while let key = pending.popLast() {
            for dependent in dependents[key] ?? [] where touched.insert(dependent).inserted { pending.append(dependent) }
        }
        return removed.sorted().map { .removed($0) } + touched.subtracting(removed).sorted().map { .changed($0) }
    }
}
