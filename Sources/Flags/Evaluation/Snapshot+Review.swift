extension Snapshot {
    /// Something wrong with what is stored, and what follows from it.
    package struct Fault: Sendable, Equatable, CustomStringConvertible {
        /// What it is about.
        package enum Subject: Sendable, Equatable {
            /// The flag of this key.
            case flag(String)
            /// The segment of this id.
            case segment(String)
        }

        /// What it is about.
        package let subject: Subject
        /// What is wrong.
        package let message: String

        /// Subject and message in a line.
        package var description: String {
            switch subject {
            case .flag(let key): "flag \(key): \(message)"
            case .segment(let id): "segment \(id): \(message)"
            }
        }
    }

    /// Everything wrong with what is stored: faults of flags and segments, and references that lead nowhere.
    package var faults: [Fault] {
        var faults: [Fault] = []
        for segment in segments {
            faults += segment.faults.map { Fault(subject: .segment(segment.segment.id), message: $0) }
        }
        for (position, compiled) in flags.enumerated() {
            let messages = compiled.faults + danglingSegments(compiled.flag) + danglingPrerequisites(position)
            faults += messages.map { Fault(subject: .flag(compiled.flag.key), message: $0) }
        }
        return faults
    }

    /// The flags and segments that can be used as they are stored, flags in the order of their keys.
    ///
    /// Whoever copies a snapshot copies these: without its faults, one that is served off for them would be served.
    package var sound: (flags: [Flag], segments: [Segment]) {
        (
            flags.lazy.filter(\.faults.isEmpty).map(\.flag),
            segments.lazy.filter(\.faults.isEmpty).map(\.segment)
        )
    }

    /// Whether the flag can be evaluated in a browser: it and all that it builds on are for browsers, and no rule of
    /// them is a pattern or a version.
    package func isEvaluatedInBrowser(_ key: String) -> Bool {
        guard let position = positions[key] else { return false }
        var seen: Set<Int> = [position]
        var pending = [position]
        while let next = pending.popLast() {
            let flag = flags[next]
            let used = links[next].segments + links[next].rolloutSegments
            guard flag.flag.clientSide, flag.faults.isEmpty, !flag.isForServerOnly, !links[next].isCircular,
                !used.contains(where: { segments[$0].isForServerOnly })
            else { return false }
            for case let prerequisite? in links[next].prerequisites where seen.insert(prerequisite.flag).inserted {
                pending.append(prerequisite.flag)
            }
        }
        return true
    }

    private func danglingSegments(_ flag: Flag) -> [String] {
        let lost = (flag.rolloutSegments + flag.segments).filter { segmentPositions[$0] == nil }
        return lost.map { "refers to the segment '\($0)', which is not there; nobody is in it" }
    }

    private func danglingPrerequisites(_ position: Int) -> [String] {
        if links[position].isCircular { return ["prerequisites lead in a circle; it is served off"] }
        return zip(flags[position].flag.prerequisites, links[position].prerequisites).compactMap { wanted, found in
            guard found == nil else { return nil }
            return positions[wanted.flag] == nil
                ? "asks for the flag '\(wanted.flag)', which is not there; it is served off"
                : "asks for the variant '\(wanted.variant)' of '\(wanted.flag)', which has none such; it is served off"
        }
    }
}
