import Hostile
import Rollouts
import Testing
import Wire

/// States as Redis may give them back after someone was in it: refused in words, or judged without a trap.
@Suite("Hostile states", .timeLimit(.minutes(10)))
struct HostileStateTests {
    private static let plan = #"""
        {"flagKey": "f", "stages": [{"percentage": 50, "duration": "1h"}, {"percentage": 100, "duration": "2h"}],
         "guards": [
          {"name": "a", "metric": {"source": "s"}, "maxErrorRate": 0.02, "comparedToControl": {}},
          {"name": "b", "metric": {"source": "s", "query": "q"}, "max": 1},
          {"name": "c", "metric": {"source": "s"}, "minConversionRate": 0.1}]}
        """#

    /// A rollout under way, with readings of every kind.
    private static func driver() throws -> RolloutDriver {
        var driver = try RolloutDriver(plan)
        driver.judge()
        for tick in 1...12 {
            driver.now = driver.now + .seconds(30)
            let counts = Reading.Outcome.counts(
                treatment: ArmCounts(exposures: 90 * tick, errors: 1, conversions: 20 * tick),
                control: ArmCounts(exposures: 100 * tick, errors: 1, conversions: 20 * tick)
            )
            let readings = [("a", counts), ("b", .value(0.5)), ("c", counts)]
            driver.judge(readings.map { driver.reading($0.0, $0.1) })
        }
        return driver
    }

    /// Does with `state` all that a controller does: nothing of it may trap.
    private func use(_ state: RolloutState, _ driver: RolloutDriver, _ dice: inout Dice) throws {
        let now = dice.one(of: [driver.now, driver.now + .hours(3), Moment(milliseconds: .max), Moment(milliseconds: .min)])
        let counts = ArmCounts(exposures: dice.one(of: [0, 5000, .max]), errors: dice.one(of: [0, 10, .max]))
        let outcomes: [Reading.Outcome] = [.counts(treatment: counts, control: counts), .value(1e308), .noData("none")]
        let readings = ["a", "b", "c"].map {
            Reading(guardName: $0, entry: state.entry, asked: now, outcome: dice.one(of: outcomes))
        }
        let circumstances = Circumstances(now: now)
        let judgement = Judge.judge(plan: driver.plan, state: state, readings: readings, circumstances: circumstances)
        let grounds = Grounds(planText: driver.planText, state: state, readings: readings, circumstances: circumstances)
        _ = try JSON.parse(grounds.json.text)
        _ = judgement.verdicts.map(\.json.text)
        _ = OrderDesk(plan: driver.plan, state: state, now: now).fitting
        _ = PlanAdoption.edit(driver.plan, digest: "other", state: state, accepted: driver.plan, now: now)
        // What came of it is a state that can be stored and read again.
        let after = judgement.state
        let isReadBack = (try? JSON.parse(after.json.text)).flatMap { try? RolloutState(json: $0) } == after
        if !isReadBack { Issue.record("not read back: \(after.json.text)") }
    }

    @Test("Wounded states are refused in words, or judged", arguments: 0..<10)
    func wounded(seed: UInt64) throws {
        let driver = try Self.driver()
        let good = try JSON.parse(driver.state.json.text)
        var dice = Dice(seed: seed)
        var (taken, refused) = (0, 0)
        for _ in 0..<40 {
            do throws(StateFault) {
                let state = try RolloutState(json: HostileJSON.spoiled(good, &dice))
                taken += 1
                #expect(throws: Never.self) { try use(state, driver, &dice) }
            } catch {
                refused += 1
                if let fault = Printed.fault(in: error.description) { Issue.record("\(fault)") }
            }
        }
        #expect(taken > 0 && refused > 0, "\(taken), \(refused)")
    }

    @Test("Numbers at all ends are refused in words, or judged", arguments: 0..<6)
    func numbers(seed: UInt64) throws {
        let driver = try Self.driver()
        let good = try JSON.parse(driver.state.json.text)
        var dice = Dice(seed: 100 + seed)
        var taken = 0
        for _ in 0..<50 {
            guard let state = try? RolloutState(json: Self.stretched(good, &dice)) else { continue }
            taken += 1
            try use(state, driver, &dice)
        }
        #expect(taken > 0)
    }

    /// `json` with some of its numbers replaced by those at the ends of what can be written.
    private static func stretched(_ json: JSON, _ dice: inout Dice) -> JSON {
        switch json.value {
        case .object(let members):
            return JSON(.object(members.map { JSON.Member(name: $0.name, value: stretched($0.value, &dice)) }))
        case .array(let elements): return JSON(elements.map { stretched($0, &dice) })
        case .number where dice.number(below: 40) == 0:
            return dice.one(of: [
                JSON(Int.max), JSON(Int.min), JSON(1 << 53), JSON((1 << 53) + 1), 0, -1, 1e308, -1e308,
                JSON(Double.leastNonzeroMagnitude), JSON(Int.max - 1),
            ])
        case .null, .bool, .number, .string: return json
        }
    }

    @Test("The message about a field says no more of it than a line")
    func longNames() throws {
        let state = try Self.driver().state
        for name in ["\u{1B}[2J\r\n", String(repeating: "g", count: 1 << 20)] {
            let fault = #expect(throws: StateFault.self) {
                try RolloutState(flag: name, guards: [name: .null]) { field in
                    state.members.first { $0.0 == field }?.1
                }
            }
            #expect(Printed.fault(in: fault?.description ?? "") == nil)
        }
    }
}
