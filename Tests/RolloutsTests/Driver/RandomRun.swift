import Rollouts

/// One rollout driven at random, with the promises held against every transition.
struct RandomRun {
    var driver: RolloutDriver
    /// The first promise that was broken.
    private(set) var broken: String?
    private var perTick = 0
    private var failing = 0.0
    private var trouble: Reading.Outcome?
    private var exposures = 0
    private var errors = 0
    private var entry = ""

    init(_ random: inout Seeded) throws {
        driver = try RolloutDriver(RandomPlan.text(&random, revision: 1))
    }

    /// One random event, a check, and a random time.
    mutating func step(_ random: inout Seeded) throws {
        let seen = driver.happenings.count
        var orders: Set<Int> = []
        switch random.number(0...19) {
        case 0, 1:
            driver.order(random.pick(Order.allCases), force: random.happens(0.3))
            orders = Set(seen..<driver.happenings.count)
        case 2:
            let revision = max(1, driver.state.planRevision + random.pick([-1, 0, 0, 0, 1]))
            try driver.edit(RandomPlan.text(&random, revision: revision))
            for index in seen..<driver.happenings.count where driver.happenings[index].transition.kind == .restart {
                orders.insert(index)
            }
        case 3: random.happens(0.3) ? driver.lose() : driver.find()
        case 4: driver.windowIsOpen = random.happens(0.7)
        case 5: driver.unfinished = random.happens(0.2) ? ["other"] : []
        case 6:
            driver.standing =
                random.happens(0.3)
                ? .init(enabled: random.happens(0.8), percentage: .all, killed: random.happens(0.3)) : nil
        case 7: trouble = random.happens(0.5) ? Self.outage(&random) : nil
        case 8, 9:
            perTick = random.pick([0, 1, 50, 500])
            failing = random.pick([0, 0.005, 0.02, 0.03, 0.3])
        default: break
        }
        let readings = self.readings(&random)
        let verdictsBefore = driver.state
        driver.judge(readings)
        for index in seen..<driver.happenings.count {
            hold(driver.happenings[index], isOrdered: orders.contains(index), verdictsBefore)
        }
        driver.now = driver.now + .milliseconds(random.pick([1, 1000, 30_000, 30_000, 600_000, 3_600_000, 90_000_000]))
    }

    private static func outage(_ random: inout Seeded) -> Reading.Outcome {
        random.pick([.noData("an empty vector"), .malformed("html"), .unreachable("refused"), .value(.nan)])
    }

    private mutating func readings(_ random: inout Seeded) -> [Reading] {
        if entry != driver.state.entry { (entry, exposures, errors) = (driver.state.entry, 0, 0) }
        let new = driver.state.percentage > .zero ? perTick : 0
        exposures += new
        errors += random.events(in: new, failing)
        var readings: [Reading] = []
        for condition in driver.plan.guards where random.happens(0.8) {
            var reading = driver.reading(condition.name, outcome(for: condition, &random))
            if random.happens(0.03) { reading.entry = "0.9" }
            if random.happens(0.03) { reading.asked = reading.asked - .seconds(random.number(-100...100)) }
            readings.append(reading)
            if random.happens(0.05) { readings.append(reading) }
        }
        return readings
    }

    private func outcome(for condition: Guard, _ random: inout Seeded) -> Reading.Outcome {
        if let trouble { return trouble }
        if random.happens(0.02) { return Self.outage(&random) }
        switch condition.criterion {
        case .value: return .value(Double(random.number(0...103)))
        case .proportion, .conversion:
            if random.happens(0.02) {
                let wild = [Int.min, -1, 0, 1, Int.max]
                return .counts(
                    treatment: ArmCounts(
                        exposures: random.pick(wild),
                        errors: random.pick(wild),
                        conversions: random.pick(wild)
                    ),
                    control: ArmCounts(exposures: random.pick(wild), errors: random.pick(wild))
                )
            }
            let dip = random.happens(0.1) ? random.number(0...exposures) : 0
            return .counts(
                treatment: ArmCounts(
                    exposures: exposures - dip,
                    errors: min(errors, exposures - dip),
                    conversions: (exposures - dip) / 10
                ),
                control: random.happens(0.1) ? nil : ArmCounts(exposures: exposures, errors: errors / 2)
            )
        }
    }

    // MARK: - Promises

    /// Whether a guard has nothing to judge: at 100 % there is no control to compare with.
    private static func isOnlyCompared(_ condition: Guard, _ percentage: Percentage) -> Bool {
        guard percentage == .all, case .proportion(let proportion) = condition.criterion else { return false }
        return proportion.limits.allSatisfy { $0 == nil }
    }

    private mutating func hold(_ happening: RolloutDriver.Happening, isOrdered: Bool, _ before: RolloutState) {
        let was = happening.before
        let after = happening.transition.state
        func fail(_ what: String) { if broken == nil { broken = "\(happening.transition.kind): \(what)" } }
        let kind = happening.transition.kind
        // 3: a stage is entered again only by an order; entries count up one by one.
        if !isOrdered, after.entries != was.entries {
            if after.entries != was.entries + 1 { fail("an entry was skipped") }
            switch kind {
            case .start, .advance, .stepBack: break
            default: fail("it entered a stage by itself")
            }
        }
        if after.version != was.version { fail("the version is the committer's") }
        if after.attempt < was.attempt { fail("the attempt fell") }
        // 1: the share rises by an order, or at the stage's end with every guard read and none breached.
        let rises = Self.reach(after) > Self.reach(was)
        if rises, !isOrdered, kind != .start, kind != .advance { fail("the share rose") }
        if kind == .advance, !isOrdered { holdAdvance(happening, fail) }
        // 1: and falls but by a breach or an order.
        if Self.reach(after) < Self.reach(was), !isOrdered {
            switch kind {
            case .rollback, .stepBack:
                // 7: an outage alone never rolls back, unless the plan says so.
                let condition = driver.plan.guards.first { $0.name == happening.transition.guardName }
                if kind == .rollback, after.reason.contains("no usable reading"), condition?.noData.then != .rollback {
                    fail("an outage rolled back")
                }
            default: fail("the share fell")
            }
        }
        // 2: what protects is undone by an order only.
        switch was.phase {
        case .rolledBack, .killed: if !isOrdered, kind != .orphan, kind != .adopt { fail("what protects was undone") }
        case .halted:
            if !isOrdered, kind != .rollback, kind != .stepBack, kind != .orphan, kind != .adopt {
                fail("a halt was undone")
            }
        default: break
        }
        if after.hold != nil, after.phase != .holding, after.phase != .scheduled { fail("a hold outside of holding") }
        if after.phase == .holding, after.hold == nil { fail("it holds for no reason") }
        if !driver.plan.stages.indices.contains(driver.state.stage), was.phase == .scheduled {
            fail("stage out of bounds")
        }
    }

    /// How many are reached: a share of everyone is more than any of some segments.
    private static func reach(_ state: RolloutState) -> Int {
        guard state.percentage > .zero else { return 0 }
        return state.percentage.thousandths + (state.position.segments.isEmpty ? 1_000_000 : 0)
    }

    private func holdAdvance(_ happening: RolloutDriver.Happening, _ fail: (String) -> Void) {
        let was = happening.before
        let plan = driver.plan
        guard let index = plan.index(of: was.position), index + 1 < plan.stages.count else {
            fail("from a stage that is not there, or is the last")
            return
        }
        let next = plan.stages[index + 1]
        if happening.transition.state.position != next.position { fail("a stage was skipped") }
        if was.timeInStage(at: happening.at) < plan.stages[index].duration { fail("before its time") }
        if !driver.windowIsOpen { fail("in a closed window") }
        if next.approval, was.approval != next.position { fail("without approval") }
        if was.orphaned == .orphaned { fail("without its file") }
        if !was.phase.isUnderWay { fail("while \(was.phase)") }
        guard was.percentage > .zero else { return }
        for condition in plan.guards(inStage: index) where !Self.isOnlyCompared(condition, was.percentage) {
            guard let known = happening.transition.state.guards[condition.name] else { continue }
            // The transition's state has entered the next stage: what was read is known by the time of asking.
            guard let asked = known.lastAsked, happening.at - asked <= condition.interval * 3 else {
                fail("\(condition.name) is unread")
                return
            }
        }
    }
}
