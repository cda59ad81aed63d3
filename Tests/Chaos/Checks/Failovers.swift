/// Promise 2 where failovers lose writes.
enum Failovers {
    /// What both servers had is in the last history.
    static func kept(_ evidence: Evidence) -> Finding {
        let present = Set(evidence.history.map(\.key))
        var violations: [String] = []
        var looked = 0
        var losses = 0
        for (node, branch) in evidence.lost {
            for record in branch.records where !present.contains(record.key) {
                losses += 1
                let seen = evidence.followers.filter { $0.firstSeen[record.key] != nil }.map(\.node.name)
                guard seen.count > 1 else { continue }
                violations.append("\(seen.joined(separator: " and ")) had it, and it is gone (\(node)): \(record.line)")
            }
        }
        looked = evidence.followers.map(\.firstSeen.count).max() ?? 0
        if evidence.mode == .alone, !evidence.lost.isEmpty {
            violations.append("a server that is alone lost \(losses) entries of its log")
        }
        return Finding(
            promises: [2],
            name: "what a replica had is never lost",
            looked: looked,
            violations: Array(Set(violations)).sorted(),
            remark: losses == 0 ? "" : "\(losses) entries lost that no replica had"
        )
    }

    /// What was lost and protects is written again by a controller that saw it and lived on.
    static func rewritten(_ evidence: Evidence) -> Finding {
        let present = Set(evidence.history.map(\.key))
        var violations: [String] = []
        var looked = 0
        for (node, branch) in evidence.lost {
            let tails = Dictionary(
                branch.records.filter { $0.to != nil }.map { ($0.flag, $0) },
                uniquingKeysWith: { _, last in last }
            )
            for record in tails.values.sorted(by: { $0.id < $1.id }) where !present.contains(record.key) {
                guard record.to?.isProtected == true, let taken = takeover(evidence, from: node, after: record.at) else { continue }
                let witnesses = witnesses(evidence, record, on: node).filter { $0.runs(from: record.at, to: taken + recalled) }
                guard !witnesses.isEmpty else { continue }
                looked += 1
                let later = evidence.history.filter {
                    $0.flag == record.flag && $0.at >= record.at && $0.at <= taken + recalled
                }
                // Written again, judged the same again, ordered otherwise, or begun anew by a raised revision.
                let isAnswered = later.contains { $0.to?.isProtected == true || $0.isOrder || $0.raisesRevision }
                let held = evidence.history.last { $0.flag == record.flag && $0.at < record.at }
                if isAnswered || held?.to?.isProtected == true { continue }
                violations.append(
                    "\(witnesses.map(\.name).joined(separator: ", ")) saw it and lived on, and nobody wrote it again within \(recalled / 1000) s after "
                        + "\(WallClock.text(taken)): \(record.line)\n\(evidence.around(record.flag, record.at))"
                )
            }
        }
        return Finding(
            promises: [2],
            name: "protection that a failover lost is written again by who saw it",
            looked: looked,
            violations: violations
        )
    }

    /// When another server was first seen as the primary after `time`.
    private static func takeover(_ evidence: Evidence, from node: String, after time: Int) -> Int? {
        evidence.followers.filter { $0.node.name != node }.flatMap(\.standings)
            .filter { $0.role == "master" && $0.at >= time }.map(\.at).min()
    }

    /// Who surely saw an entry: the controller that says that it wrote it, and, where the server lived on long enough for those
    /// who follow its log, everybody who ran.
    private static func witnesses(_ evidence: Evidence, _ record: Record, on node: String) -> [Controllers.Life] {
        let names = evidence.claims.filter {
            $0.flag == record.flag && $0.kind == record.kind && $0.at >= record.at - 50 && $0.at <= record.at + 3000
        }.map(\.life)
        let end = evidence.followers.first { $0.node.name == node }?.standings.first { $0.at > record.at && $0.role != "master" }?
            .at
        let isOld = (end ?? record.at) - record.at > followed
        return evidence.lives.filter {
            names.contains($0.name) || isOld && $0.runs(from: record.at - 3000, to: record.at + followed)
        }
    }

    /// Milliseconds within which a controller that runs reaches a new primary and compares.
    private static let recalled = 20_000

    /// Milliseconds within which a controller that runs has read a new entry, which it looks for each 500.
    private static let followed = 2000
}
