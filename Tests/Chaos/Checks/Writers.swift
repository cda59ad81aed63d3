/// Promises 3 and 5: who wrote, by the controllers' own word, the lease, and the operators' reasons.
enum Writers {
    /// Each entry of a controller was written by one of them, which held the lease.
    static func controllers(_ evidence: Evidence) -> Finding {
        var violations: [String] = []
        var writers: [String: Claim] = [:]
        let records = Dictionary(
            grouping: evidence.histories.flatMap(\.self).filter { !$0.isOrder },
            by: { "\($0.flag) \($0.kind) \($0.to?.percentage ?? -1)" }
        ).mapValues { records in
            Dictionary(records.map { ($0.key, $0) }, uniquingKeysWith: { one, _ in one }).values.sorted { $0.at < $1.at }
        }
        for claim in evidence.claims {
            // A process may be stopped between its write and its word.
            let near = (records["\(claim.flag) \(claim.kind) \(claim.percentage)"] ?? [])
                .filter { $0.at <= claim.at + 100 && $0.at >= claim.at - 40_000 && claim.tells($0.reason) }
            // Where two servers were primaries, each may have been told the same by whom it took for the leader.
            let free = near.filter { writers[$0.key] == nil }
            if let record = free.last(where: { lease(evidence, $0)?.process == claim.process }) ?? free.last {
                writers[record.key] = claim
            } else if let record = near.last, let other = writers[record.key], other.life != claim.life {
                violations.append(
                    "two say that they wrote \(record.line)\n      \(other.life): \(other.line)\n      \(claim.life): \(claim.line)"
                )
            } else if near.isEmpty, evidence.mode == .alone {
                violations.append("\(claim.life) says what the log does not have: \(claim.line)")
            }
        }
        violations += withoutLease(evidence, writers)
        return Finding(
            promises: [3, 5],
            name: "one writer: each transition by the holder of the lease, once",
            looked: writers.count,
            violations: violations
        )
    }

    private static func withoutLease(_ evidence: Evidence, _ writers: [String: Claim]) -> [String] {
        evidence.history.compactMap { record in
            guard let writer = writers[record.key], let lease = lease(evidence, record), lease.process != writer.process else {
                return nil
            }
            return "\(writer.life) (process \(writer.process)) wrote while the lease was '\(lease.token)': \(record.line)"
        }
    }

    /// The lease as it surely stood when an entry was written, on the server where it was seen first.
    private static func lease(_ evidence: Evidence, _ record: Record) -> Follower.Lease? {
        evidence.followers.filter { $0.firstSeen[record.key] != nil }
            .min { $0.firstSeen[record.key] ?? 0 < $1.firstSeen[record.key] ?? 0 }?
            .leases.first { $0.from < record.at && record.at < $0.to }
    }

    /// The lease's epoch rises with every holder.
    static func epochs(_ evidence: Evidence) -> Finding {
        var violations: [String] = []
        var looked = 0
        for follower in evidence.followers {
            let held = follower.leases.filter { !$0.token.isEmpty }
            looked += held.count
            for (one, next) in zip(held, held.dropFirst()) where next.token != one.token && next.epoch <= one.epoch {
                // After a failover that forgot, another process may count from what is left.
                guard evidence.mode == .alone else { continue }
                violations.append("\(follower.node.name): '\(next.token)' followed '\(one.token)'")
            }
        }
        return Finding(promises: [5], name: "the lease's epoch rises", looked: looked, violations: violations)
    }

    /// Each order has the one entry that its answer promised.
    static func orders(_ evidence: Evidence) -> Finding {
        var violations: [String] = []
        var lost = 0
        for order in evidence.orders {
            func count(_ records: [Record]) -> Int { records.count { $0.isOrder && $0.reason.hasPrefix(order.reason) } }
            let present = count(evidence.history)
            let text =
                "\(order.order) \(order.flag) at \(WallClock.text(order.began)) ('\(order.reason)', "
                + "\(order.end.map { "\($0)" } ?? "cut off"), \(order.output.prefix(200).split(separator: "\n").joined(separator: " ")))"
            if present > 1 { violations.append("\(text) is in the log \(present) times") }
            switch order.end {
            case .exit(0) where present == 0 && !order.output.contains("already"):
                lost += 1
                let isExcused =
                    evidence.mode == .sentinel
                    && (evidence.lost.contains { count($0.branch.records) > 0 }
                        || evidence.journal.hadFault(of: ["redis", "failover"], from: order.began, to: order.ended, after: 5000))
                if !isExcused { violations.append("\(text) was taken and is not in the log") }
            case .exit(0), .exit(3): break
            case .exit(1): if present > 0 { violations.append("\(text) was refused and is in the log") }
            case .exit, .signal: violations.append("\(text) ended otherwise")
            case nil:
                let causes = ["redis", "failover", "sentinel"] + (order.isOverHTTP ? ["controller"] : [])
                if !evidence.journal.hadFault(of: causes, from: order.began, to: order.ended, after: 10_000) {
                    violations.append("\(text) never answered, and what it asked was up")
                }
            }
        }
        return Finding(
            promises: [2, 3],
            name: "each order that was taken is in the log once",
            looked: evidence.orders.count,
            violations: violations,
            remark: "\(evidence.orders.count { $0.isOverHTTP }) over HTTP, \(evidence.orders.count { $0.tries > 1 }) given twice"
                + (lost == 0 ? "" : ", \(lost) taken orders lost by failovers")
        )
    }
}
