import Rollouts

/// Draws a run's troubles. Which kinds there are, and how many, is drawn for each run: some are calm, some are storms.
struct TroubleSource {
    private let scenario: Scenario
    private var chance: Chance

    /// The kinds of trouble that come and go together.
    private enum Kind: CaseIterable {
        case network
        case redis
        case processes
        case clocks
        case sources
        case channels
        case plans
        case orders
    }

    init(scenario: Scenario, chance: Chance) {
        self.scenario = scenario
        self.chance = chance
    }

    /// The troubles of the run, in order.
    mutating func draw() -> [TimedTrouble] {
        let possible: [Kind] = scenario.isLocal ? [.sources, .channels, .plans, .orders] : Kind.allCases
        let kinds = possible.filter { _ in chance.happens(0.4) }
        guard !kinds.isEmpty, !chance.happens(0.05) else { return [] }
        let count = chance.number(1...chance.pick([3, 8, 20]))
        var troubles = (0..<count).map { _ in
            (at: chance.span(.zero...scenario.storm), trouble: trouble(chance.pick(kinds)))
        }
        troubles.sort { $0.at < $1.at }
        return troubles.enumerated().map { TimedTrouble(number: $0.offset, at: $0.element.at, trouble: $0.element.trouble) }
    }

    private mutating func trouble(_ kind: Kind) -> Trouble {
        switch kind {
        case .network: network()
        case .redis: redis()
        case .processes: process()
        case .clocks: clock()
        case .sources: .source(flag: flag(), chance.pick(SourceTrouble.allCases), for: length(10, 400))
        case .channels:
            .channel(chance.pick(["pager", "archive"]), chance.pick(ChannelTrouble.allCases), for: length(10, 600))
        case .plans: plan()
        case .orders: .order(flag: flag(), chance.pick(Order.allCases), force: chance.happens(0.3))
        }
    }

    private mutating func network() -> Trouble {
        let process = chance.number(0...scenario.nodes)
        return switch chance.below(4) {
        case 0: .cut(process: process, for: length(1, 120))
        case 1: .lossy(process: process, for: length(10, 300), before: chance.pick([0, 10, 40]), after: chance.pick([5, 10, 40]))
        case 2: .slow(process: process, for: length(10, 200), by: .milliseconds(chance.pick([50, 500, 3000])))
        default: .stalled(process: process, for: length(1, 100))
        }
    }

    private mutating func redis() -> Trouble {
        switch chance.below(8) {
        case 0, 1: .redisAway(for: length(1, 120))
        case 2, 3, 4, 5: .redisForgets(last: .milliseconds(chance.pick([1, 1000, 10_000, 30_000, 60_000])), for: length(1, 30))
        case 6: .redisEmptied(for: length(1, 30))
        default: .scriptsFlushed
        }
    }

    private mutating func process() -> Trouble {
        switch chance.below(6) {
        case 0, 1, 2: .kill(process: node(), afterJobs: chance.number(1...200), for: length(0, 120))
        case 3: .stop(process: node(), for: length(0, 60))
        default: .freeze(process: node(), for: length(1, 150))
        }
    }

    private mutating func clock() -> Trouble {
        let process = chance.number(0...scenario.nodes)
        return .stepClock(process: process, by: .seconds(chance.pick([-3600, -120, -5, 5, 120, 3600])))
    }

    private mutating func plan() -> Trouble {
        switch chance.below(scenario.isLocal ? 6 : 8) {
        case 0, 1: .breakPlan(flag: flag(), for: length(5, 200))
        case 2, 3: .removePlan(flag: flag(), for: length(5, 200))
        case 4: .editPlan(flag: flag(), raised: true)
        case 5: .editPlan(flag: flag(), raised: false)
        case 6: .directoryGone(for: length(5, 100))
        default: .directoryEmpty(for: length(5, 100))
        }
    }

    private mutating func node() -> Int { chance.below(scenario.nodes) }

    private mutating func flag() -> String { scenario.plans.isEmpty || scenario.isLocal ? "f0" : chance.pick(scenario.plans).flag }

    /// So many seconds, short ones as likely as long ones.
    private mutating func length(_ least: Int, _ most: Int) -> Duration {
        let low = Double(max(1, least))
        let factor = chance.unit()
        var length = low
        // Even on the scale of logarithms, without a function that differs between machines.
        let steps = 16
        for _ in 0..<Int(factor * Double(steps)) { length = min(Double(most), length * 1.45) }
        return .milliseconds(Int(length * 1000) + chance.number(0...999))
    }
}
