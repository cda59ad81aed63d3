extension Snapshot {
    /// Compiles flags and segments as the store gave them; of two with one key the later is taken.
    package convenience init(stored flags: [StoredFlag], segments: [StoredSegment] = [], revision: String? = nil) {
        let byKey = Dictionary(flags.map { ($0.flag.key, $0) }) { _, later in later }
        self.init(
            compiled: byKey.values.map { CompiledFlag($0) },
            segments: Self.compiled(segments),
            revision: revision
        )
    }

    /// Compiles flags and segments that are known to be sound.
    package convenience init(flags: [Flag], segments: [Segment] = [], revision: String? = nil) {
        self.init(
            stored: flags.map { StoredFlag(flag: $0) },
            segments: segments.map { StoredSegment(segment: $0) },
            revision: revision
        )
    }

    /// A snapshot with some flags replaced, added or removed; what is unchanged is not compiled again.
    package func replacing(flags changed: [StoredFlag], removing removed: [String] = [], revision: String?) -> Snapshot {
        if let quick = replacingInPlace(changed, removing: removed, revision: revision) { return quick }
        var byKey = Dictionary(flags.map { ($0.flag.key, $0) }) { _, later in later }
        for key in removed { byKey[key] = nil }
        for flag in changed { byKey[flag.flag.key] = CompiledFlag(flag) }
        return Snapshot(compiled: Array(byKey.values), segments: segments, revision: revision)
    }

    /// A snapshot with other segments; the flags are not compiled again.
    package func replacing(segments: [StoredSegment], revision: String?) -> Snapshot {
        Snapshot(compiled: flags, segments: Self.compiled(segments), revision: revision)
    }

    /// Where keys and references stay as they are, so does everything but the flags themselves: a kill is in at once.
    private func replacingInPlace(_ changed: [StoredFlag], removing removed: [String], revision: String?) -> Snapshot? {
        guard removed.allSatisfy({ positions[$0] == nil }) else { return nil }
        var flags = flags
        for stored in changed {
            guard let position = positions[stored.flag.key] else { return nil }
            let new = stored.flag
            let old = flags[position].flag
            guard new.segments == old.segments, new.rolloutSegments == old.rolloutSegments,
                new.prerequisites == old.prerequisites, new.variants.map(\.name) == old.variants.map(\.name)
            else { return nil }
            flags[position] = CompiledFlag(stored)
        }
        return Snapshot(
            revision: revision,
            flags: flags,
            positions: positions,
            links: links,
            order: order,
            segments: segments,
            segmentPositions: segmentPositions,
            segmentOrder: segmentOrder
        )
    }

    private static func compiled(_ segments: [StoredSegment]) -> [CompiledSegment] {
        let byId = Dictionary(segments.map { ($0.segment.id, $0) }) { _, later in later }
        return byId.values.map { CompiledSegment($0) }.sorted { $0.segment.id < $1.segment.id }
    }

    private convenience init(compiled unordered: [CompiledFlag], segments: [CompiledSegment], revision: String?) {
        let flags = unordered.sorted { $0.flag.key < $1.flag.key }
        let positions = Self.positions(flags.map(\.flag.key))
        let segmentPositions = Self.positions(segments.map(\.segment.id))
        var links = flags.map { compiled in
            FlagLinks(
                segments: compiled.flag.segments.compactMap { segmentPositions[$0] },
                rolloutSegments: compiled.flag.rolloutSegments.compactMap { segmentPositions[$0] },
                prerequisites: compiled.flag.prerequisites.map { wanted in
                    guard let flag = positions[wanted.flag],
                        let variant = flags[flag].flag.variants.firstIndex(where: { $0.name == wanted.variant })
                    else { return nil }
                    return FlagLinks.Prerequisite(flag: flag, variant: variant)
                }
            )
        }
        let order = Self.order(&links)
        // Segments stand in the order of their ids, which ties keep.
        let segmentOrder = segments.indices.sorted {
            (-segments[$0].segment.priority, $0) < (-segments[$1].segment.priority, $1)
        }
        self.init(
            revision: revision,
            flags: flags,
            positions: positions,
            links: links,
            order: order,
            segments: segments,
            segmentPositions: segmentPositions,
            segmentOrder: segmentOrder
        )
    }

    private static func positions(_ names: [String]) -> [String: Int] {
        Dictionary(names.enumerated().map { ($1, $0) }) { _, later in later }
    }

    /// Prerequisites first (Kahn's algorithm); what is left over leads into a circle, is marked so, and comes last.
    private static func order(_ links: inout [FlagLinks]) -> [Int] {
        var dependents = [[Int]](repeating: [], count: links.count)
        var waiting = [Int](repeating: 0, count: links.count)
        for (position, link) in links.enumerated() {
            for case let prerequisite? in link.prerequisites {
                dependents[prerequisite.flag].append(position)
                waiting[position] += 1
            }
        }
        var order = links.indices.filter { waiting[$0] == 0 }
        order.reserveCapacity(links.count)
        var next = 0
        while next < order.count {
            for dependent in dependents[order[next]] {
                waiting[dependent] -= 1
                if waiting[dependent] == 0 { order.append(dependent) }
            }
            next += 1
        }
        for position in links.indices where waiting[position] > 0 {
            links[position].isCircular = true
            order.append(position)
        }
        return order
    }
}
