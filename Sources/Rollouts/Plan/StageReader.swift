import Wire

/// Reads the list of stages.
struct StageReader {
    /// A stage with the limit that it sets for the guard on the default source.
    struct Entry {
        var stage: Stage
        var limit: Proportion.Limit?
    }

    /// What stages have reached so far: the last one's segments, and its share of them where that could be read.
    private struct Reach {
        var segments: [String]
        var percentage: Percentage?
    }

    static let keys = ["percentage", "duration", "segments", "minSuccessRate", "minSamples", "approval"]
    static let mostStages = 50

    let context: PlanContext
    let findings: Findings

    func stages(_ top: Fields) -> [Entry] {
        guard top["stages"] != nil else {
            top.error("stages", "is missing; a rollout needs at least one stage")
            return []
        }
        guard let elements = top.list("stages") else { return [] }
        if elements.isEmpty { top.error("stages", "is empty; a rollout needs at least one stage") }
        if elements.count > Self.mostStages {
            top.error("stages", "has \(elements.count) stages; the most is \(Self.mostStages)")
        }
        var entries: [Entry] = []
        var reach: Reach?
        var isSourceChecked = false
        for (index, element) in elements.prefix(Self.mostStages).enumerated() {
            let fields = Fields(element.json, path: element.path, known: Self.keys, findings: findings)
            guard let fields else { continue }
            let next = Reach(segments: segments(fields), percentage: percentage(fields))
            reach = advanced(reach, to: next, fields)
            if !isSourceChecked, fields["minSuccessRate"] != nil {
                checkDefaultSource(fields)
                isSourceChecked = true
            }
            entries.append(entry(fields, next, isLast: index == elements.count - 1))
        }
        return entries
    }

    private func entry(_ fields: Fields, _ reach: Reach, isLast: Bool) -> Entry {
        if fields["duration"] == nil, !isLast {
            fields.error("duration", "is missing; only the last stage may leave it out")
        }
        let stage = Stage(
            position: Stage.Position(percentage: reach.percentage ?? .zero, segments: reach.segments),
            duration: findings.duration(fields, "duration", atLeast: .zero, hours: true) ?? .zero,
            minSamples: fields.integer("minSamples", in: 0...1_000_000_000) ?? 100,
            approval: fields.bool("approval") ?? false
        )
        return Entry(
            stage: stage,
            limit: fields.number("minSuccessRate", in: 0...1).map(Proportion.Limit.minSuccessRate)
        )
    }

    private func percentage(_ fields: Fields) -> Percentage? {
        guard let json = fields["percentage"] else {
            fields.error("percentage", "is missing; say what share of users this stage reaches")
            return nil
        }
        if let read = json.double.flatMap(Percentage.init(percent:)) { return read }
        fields.error("percentage", "expected a number, 0 to 100 with at most 3 decimals, found \(json.phrase)")
        return nil
    }

    /// Sorted, because their order means nothing: a stage is for the members of any.
    private func segments(_ fields: Fields) -> [String] {
        var names: Set<String> = []
        for (path, json) in fields.list("segments") ?? [] {
            guard let name = json.string else {
                findings.error(path, at: json.place, "expected a segment's id, found \(json.phrase)")
                continue
            }
            if let fault = FlagKey.fault(in: name, reserved: FlagKey.reservedForSegments) {
                findings.error(path, at: json.place, fault)
            }
            if !names.insert(name).inserted {
                findings.error(path, at: json.place, "\(name.quoted) is named twice; keep one")
            }
        }
        return names.sorted()
    }

    /// Holds a stage against the one before: the same segments and more of them, or wider segments.
    private func advanced(_ before: Reach?, to next: Reach, _ fields: Fields) -> Reach {
        guard let before else { return next }
        guard next.segments == before.segments else {
            if before.segments.isEmpty {
                fields.error("segments", "the stage before is for everyone; a later one cannot be for fewer")
            } else if !next.segments.isEmpty, let lost = before.segments.first(where: { !next.segments.contains($0) }) {
                fields.error("segments", "the stage before is for \(lost.quoted) too; a later one cannot be for fewer")
            }
            return next
        }
        if let now = next.percentage, let last = before.percentage, now <= last {
            fields.error("percentage", "\(now.text) is not above the previous stage's \(last.text)")
        }
        return Reach(segments: next.segments, percentage: next.percentage ?? before.percentage)
    }

    private func checkDefaultSource(_ fields: Fields) {
        guard let sources = context.sources else { return }
        guard let name = context.defaultSource else {
            fields.error(
                "minSuccessRate",
                "is held against the default metric source; name a defaultSource in the configuration, or write a guard"
            )
            return
        }
        if let shape = sources[name], shape != .counts {
            fields.error(
                "minSuccessRate",
                "is held against the default metric source, but \(name.quoted) gives no counts by itself; write a guard"
            )
        }
    }
}
