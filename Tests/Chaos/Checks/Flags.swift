/// What evaluators saw, against what is true of the features and what the log says.
enum Flags {
    /// Promise 1: no feature that breaks was ever seen above the percentage at which it breaks.
    static func ceilings(_ evidence: Evidence) -> Finding {
        var violations: [String] = []
        for sight in evidence.sights {
            guard let ceiling = evidence.features[sight.flag]?.ceiling, sight.exposure > Double(ceiling) else { continue }
            violations.append("seen above \(ceiling) %: \(sight.line)\n\(evidence.around(sight.flag, sight.at))")
        }
        let records = evidence.histories.flatMap(\.self)
        for record in records {
            guard let ceiling = evidence.features[record.flag]?.ceiling, let to = record.to, to.exposure > Double(ceiling) else {
                continue
            }
            violations.append("logged above \(ceiling) %: \(record.line)")
        }
        return Finding(
            promises: [1],
            name: "no feature that breaks is ever above its breaking stage",
            looked: evidence.sights.count + records.count,
            violations: violations
        )
    }

    /// Promises 2 and 3: each state that was seen is one that the log tells of, and versions rise.
    static func sights(_ evidence: Evidence) -> Finding {
        // After a failover, another entry may have the id of one that was lost.
        let records = Dictionary(grouping: evidence.histories.flatMap(\.self)) { "\($0.flag) \($0.id)" }
        var violations: [String] = []
        var unknown = 0
        var last: [String: Sight] = [:]
        for sight in evidence.sights {
            let place = "\(sight.place) \(sight.flag)"
            defer { last[place] = sight }
            if let before = last[place], sight.version <= before.version, sight.revision != before.revision,
                evidence.mode == .alone
            {
                violations.append("the version did not rise:\n      \(before.line)\n      \(sight.line)")
            }
            guard let told = records["\(sight.flag) \(sight.revision)"], let record = told.first else {
                unknown += 1
                if evidence.mode == .alone { violations.append("no entry of the log tells of it: \(sight.line)") }
                continue
            }
            guard told.allSatisfy({ $0.to.map { $0.exposure != sight.exposure } ?? false }) else { continue }
            violations.append("seen as \(sight.line), logged as \(record.line)")
        }
        return Finding(
            promises: [3],
            name: "what subscribers and pollers saw is what the log tells",
            looked: evidence.sights.count,
            violations: violations,
            remark: "\(evidence.looks) looks at all flags"
                + (unknown == 0 ? "" : ", \(unknown) sights of entries that a failover lost before they were read")
        )
    }

    /// At the end, flags have what their rollouts say, and healthy ones are at 100 %.
    static func atTheEnd(_ evidence: Evidence) -> Finding {
        var violations: [String] = []
        for feature in evidence.features.values.sorted(by: { $0.flag < $1.flag }) {
            let standing = evidence.standings[feature.flag]
            let words = standing.map {
                "\($0.phase) at \($0.percentage) %, its flag \($0.isEnabled ? "on" : "off") at \($0.share) %"
            }
            if !Calm.isAtRest(feature, standing) {
                violations.append(
                    "\(feature.flag), \(feature.nature), is \(words ?? "not there")\n\(evidence.around(feature.flag, WallClock.now))"
                )
            } else if let standing, standing.percentage != standing.share || (standing.phase == "killed") == standing.isEnabled {
                violations.append("\(feature.flag) is \(words ?? "")")
            }
        }
        return Finding(
            promises: [6, 7],
            name: "healthy features reach 100 %, and flags have what rollouts say",
            looked: evidence.features.count,
            violations: violations
        )
    }
}
