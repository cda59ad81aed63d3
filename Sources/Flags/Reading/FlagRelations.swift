import Wire

/// What flags ask of each other and of segments: looked at when some are written or removed.
package struct FlagRelations {
    /// A fault of one flag.
    package struct Fault: Sendable, Equatable {
        /// The flag that it is about; it may be one that is not being written.
        package let flag: String
        /// The member, such as `prerequisites[0].variant`.
        package let path: String
        /// What is wrong and what to do.
        package let message: String
    }

    private let flags: [String: Flag]
    private let segments: Set<String>

    /// The flags and segments as they would be after the change.
    package init(flags: [Flag], segments: some Sequence<String>) {
        self.flags = Dictionary(flags.map { ($0.key, $0) }) { _, later in later }
        self.segments = Set(segments)
    }

    /// The faults of the flags that `changed` names, and of those that ask for them; `changed` may hold removed ones.
    package func faults(changed: Set<String>) -> [Fault] {
        let touched = flags.values.filter { flag in
            changed.contains(flag.key) || flag.prerequisites.contains { changed.contains($0.flag) }
        }
        return touched.sorted { $0.key < $1.key }.flatMap { flag in
            let own = changed.contains(flag.key)
            return (own ? segmentFaults(flag) : []) + prerequisiteFaults(flag, changed: changed)
                + (own ? circle(from: flag.key).map { [$0] } ?? [] : [])
        }
    }

    /// The keys of the flags that name a segment, in order: it cannot be removed.
    package func users(ofSegment id: String) -> [String] {
        flags.values.filter { $0.segments.contains(id) || $0.rolloutSegments.contains(id) }.map(\.key).sorted()
    }

    private func segmentFaults(_ flag: Flag) -> [Fault] {
        flag.segments.enumerated().compactMap { position, id in
            guard !segments.contains(id) else { return nil }
            let guess = Suggestion.phrase(for: id, among: segments.sorted())
            return Fault(flag: flag.key, path: "segments[\(position)]", message: "there is no segment \(id.quoted)\(guess)")
        }
    }

    private func prerequisiteFaults(_ flag: Flag, changed: Set<String>) -> [Fault] {
        flag.prerequisites.enumerated().compactMap { position, wanted in
            // What was wrong before is not this change's fault.
            guard changed.contains(flag.key) || changed.contains(wanted.flag) else { return nil }
            let path = "prerequisites[\(position)]"
            guard let other = flags[wanted.flag] else {
                return Fault(flag: flag.key, path: path + ".flag", message: "there is no flag \(wanted.flag.quoted)")
            }
            let names = other.variants.map(\.name)
            guard names.contains(wanted.variant) else {
                let message = "\(other.key.quoted) has no variant \(wanted.variant.quoted); it has \(names.joined(separator: ", "))"
                return Fault(flag: flag.key, path: path + ".variant", message: message)
            }
            if flag.clientSide, !other.clientSide {
                let message = "\(other.key.quoted) is not marked clientSide, and browsers could not evaluate this flag; mark it too"
                return Fault(flag: flag.key, path: path + ".flag", message: message)
            }
            return nil
        }
    }

    /// The circle that leads from `key` back to it along prerequisites.
    private func circle(from key: String) -> Fault? {
        var cameFrom: [String: String] = [:]
        var pending = [key]
        while let here = pending.popLast() {
            for wanted in flags[here]?.prerequisites ?? [] {
                if wanted.flag == key {
                    return Fault(flag: key, path: "prerequisites", message: Self.phrase(key, last: here, cameFrom))
                }
                guard flags[wanted.flag] != nil, cameFrom[wanted.flag] == nil else { continue }
                cameFrom[wanted.flag] = here
                pending.append(wanted.flag)
            }
        }
        return nil
    }

    private static func phrase(_ key: String, last: String, _ cameFrom: [String: String]) -> String {
        var way = [last]
        while let here = way.last, here != key, let before = cameFrom[here] { way.append(before) }
        let names = way.reversed() + [key]
        let shown = names.count > 8 ? names.prefix(4) + ["…"] + names.suffix(3) : names[...]
        return "prerequisites lead in a circle: \(shown.joined(separator: " → ")); break it"
    }
}
