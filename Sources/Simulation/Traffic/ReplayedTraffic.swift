import Rollouts

/// A recording as it is replayed: each guard sees the records for it and those for every guard.
struct ReplayedTraffic {
    private let records: [Recording.Record]
    private var next = 0
    private var shared = Tally()
    private var own: [String: Tally] = [:]

    /// What came since the entry; control only once it was recorded.
    private struct Tally {
        var exposed = ArmCounts()
        var control: ArmCounts?

        mutating func add(_ exposed: ArmCounts, _ control: ArmCounts?) {
            self.exposed.add(exposed)
            guard let control else { return }
            var sum = self.control ?? ArmCounts()
            sum.add(control)
            self.control = sum
        }
    }

    init(_ recording: Recording) { records = recording.records }

    /// Counts begin anew.
    mutating func enter() {
        shared = Tally()
        own = [:]
    }

    /// Takes the records up to `end` and returns what came: of guards' own streams, the one with the most exposures.
    mutating func take(until end: Int) -> Outcomes {
        var common = ArmCounts()
        var named: [String: ArmCounts] = [:]
        while next < records.count, records[next].at <= end {
            let record = records[next]
            next += 1
            if let name = record.guardName {
                own[name, default: Tally()].add(record.exposed, record.control)
                named[name, default: ArmCounts()].add(record.exposed)
            } else {
                shared.add(record.exposed, record.control)
                common.add(record.exposed)
            }
        }
        if let most = named.values.max(by: { $0.exposures < $1.exposures }) { common.add(most) }
        return Outcomes(exposed: common)
    }

    /// The answer of a guard's source.
    func outcome(for guardName: String) -> Reading.Outcome {
        var tally = shared
        if let own = own[guardName] { tally.add(own.exposed, own.control) }
        return .counts(treatment: tally.exposed, control: tally.control)
    }
}
