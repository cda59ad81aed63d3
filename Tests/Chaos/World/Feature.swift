/// One of the hundred: what is true of a feature, and the plan that rolls it out.
struct Feature: Sendable {
    /// What is true of it.
    enum Nature: Sendable, Equatable {
        /// One error in a hundred, whatever its share.
        case healthy
        /// Half of all outcomes are errors from this percentage on.
        case failing(from: Int)
        /// As `failing`, but at that percentage from the third question of an entry on only.
        case failingLate(at: Int)
    }

    /// What befalls its plan's file.
    enum FileFate: Sendable, Equatable {
        case none
        /// It is broken for a while.
        case broken
        /// It is removed for a while.
        case removed
        /// Its revision is raised.
        case raised
    }

    let flag: String
    let nature: Nature
    let onBreach: String
    /// Index of the stage that wants an approval.
    let approvalStage: Int?
    /// Whether its source fails now and then.
    let isFragile: Bool
    let fate: FileFate
    let channel: String
    /// Real milliseconds from the start to when its file appears.
    let appears: Int
    let stageHours: [Int]
    let interval: Int

    static let percentages = [5, 25, 50, 100]

    /// Whether it is to reach everybody.
    var isHealthy: Bool { nature == .healthy }

    /// The percentage that it must never be above; `nil` for none.
    var ceiling: Int? {
        switch nature {
        case .healthy: nil
        case .failing(let share): share
        // What the first two questions heard was good: the stage after it may be entered before the third.
        case .failingLate(let share): Self.percentages.first { $0 > share }
        }
    }

    /// Least real milliseconds in a stage.
    func duration(ofStage stage: Int) -> Int { stageHours.indices.contains(stage) ? stageHours[stage] * 1000 : 0 }

    /// The plan's text.
    func plan(revision: Int = 1) -> String {
        let stages = zip(Self.percentages, stageHours).enumerated().map { index, stage in
            let approval = approvalStage == index ? #", "approval": true"# : ""
            return #"{ "percentage": \#(stage.0), "duration": "\#(stage.1)h", "minSuccessRate": 0.95\#(approval) }"#
        }
        return """
            {
              "flagKey": "\(flag)", "revision": \(revision), "interval": "\(interval)m", "onBreach": "\(onBreach)",
              "noData": { "for": "6h", "then": "hold" }, "alerts": ["\(channel)"],
              "stages": [
                \(stages.joined(separator: ",\n    "))
              ]
            }
            """
    }

    /// A hundred of them: a third healthy, a third that break, and others that wait for operators, whose sources fail, or
    /// whose files are touched.
    ///
    /// - Parameter span: real milliseconds within which their files appear.
    static func all(seed: UInt64, count: Int, span: Int, channels: [String]) -> [Feature] {
        var chance = Chance(seed: seed, "features")
        return (0..<count).map { index in
            let place = index * 100 / max(1, count)
            let share = percentages[chance.number(1...3)]
            let isBad = (33..<66).contains(place)
            return Feature(
                flag: "flag_\(index < 10 ? "0" : "")\(index)",
                // At 100 % it might be through before it breaks.
                nature: !isBad
                    ? .healthy : share == 100 || chance.happens(50) ? .failing(from: share) : .failingLate(at: share),
                onBreach: chance.pick([(6, "rollback"), (2, "halt"), (2, "stepBack")], else: "rollback"),
                approvalStage: (66..<80).contains(place) ? chance.number(1...3) : nil,
                isFragile: (80..<90).contains(place),
                fate: place < 90 ? .none : chance.pick([(6, .broken), (2, .removed), (2, .raised)], else: .broken),
                channel: channels[index % channels.count],
                appears: chance.happens(40) ? 0 : chance.number(0...max(1, span)),
                stageHours: percentages.map { _ in chance.number(5...16) },
                interval: chance.number(80...150)
            )
        }
    }
}
