import Rollouts
import Testing
import Wire

@testable import Simulation

@Suite struct CampaignTests {
    private static func campaign(_ text: String, _ rate: Double, users: Double = 5, seed: UInt64 = 1) throws -> Campaign {
        Campaign(
            plan: try PlanTexts.read(text),
            traffic: .drawn(UserRate(perSecond: users), ErrorRates(rate)),
            seed: seed
        )
    }

    @Test(arguments: ComparedRule.allCases) func aSeedRepeatsIt(rule: ComparedRule) throws {
        let one = try Self.campaign(PlanTexts.four, 0.06).summary(of: rule, runs: 0..<50)
        #expect(one == (try Self.campaign(PlanTexts.four, 0.06).summary(of: rule, runs: 0..<50)))
        #expect(one != (try Self.campaign(PlanTexts.four, 0.06, seed: 2).summary(of: rule, runs: 0..<50)))
    }

    @Test func partsMakeTheWhole() throws {
        let campaign = try Self.campaign(PlanTexts.four, 0.06)
        var parts = campaign.summary(runs: 0..<17)
        parts.add(campaign.summary(runs: 17..<40))
        #expect(parts == campaign.summary(runs: 0..<40))
    }

    @Test func aHealthyPlanCompletes() throws {
        let summary = try Self.campaign(PlanTexts.four, 0.01).summary(runs: 0..<200)
        #expect(summary.count(.completed) >= 197)
        // Forty minutes of stages, and a first reading of the last one.
        #expect(summary.secondsToDecision?.median == 2430)
    }

    /// Everything fails: gone at the first reading, or at the third error where users are few.
    @Test(arguments: [(50.0, 150.0), (0.2, 3.0)]) func totalFailureEndsAtOnce(users: Double, harmed: Double) throws {
        let summary = try Self.campaign(PlanTexts.short, 1, users: users).summary(runs: 0..<100)
        #expect(summary.count(.rolledBack) == 100)
        if users > 1 { #expect(summary.secondsToStop?.p95 == 30) }
        #expect(try #require(summary.harmed?.median) < harmed * 1.2)
        #expect(try #require(summary.harmed?.median) >= 3)
    }

    /// Exactly at the limit, the promise is 1 %: more than 48 in 3,000 runs come by chance less than once in a thousand.
    @Test func keepsItsPromiseAtTheLimit() throws {
        let simulated = SimulatedPlan(try PlanTexts.read(PlanTexts.short))
        let alarms = FalseAlarms(simulated: simulated, users: UserRate(perSecond: 20), seed: 5)
        #expect(try #require(alarms.share(runs: 3000)) <= 0.016)
    }

    @Test func comparedRulesDiffer() throws {
        let campaign = try Self.campaign(PlanTexts.short, 0.05, users: 20)
        #expect(campaign.summary(of: .threshold, runs: 0..<150).stopped > 0.35)
        #expect(campaign.summary(of: .failedChecks, runs: 0..<150).stopped > 0.9)
        #expect(campaign.summary(of: .failureLimit, runs: 0..<150).stopped > 0.9)
        let thin = try Self.campaign(PlanTexts.short, 0, users: 0.01)
        #expect(thin.summary(of: .failureLimit, runs: 0..<50).stopped == 1)
        #expect(thin.summary(of: .failedChecks, runs: 0..<50).stopped == 0)
    }

    @Test func printsWhatItPromises() throws {
        var summary = Summary()
        for (index, end) in [Run.End.completed, .rolledBack, .holding].enumerated() {
            summary.add(Run(end: end, exposed: 10 * index, harmed: index, seconds: 60 * Double(index + 1), events: []))
        }
        #expect(
            summary.json.text
                == #"{"runs":3,"outcomes":{"completed":1,"rolledBack":1,"halted":0,"holding":1},"usersHarmed":{"median":1,"p95":2},"usersExposed":{"median":10,"p95":20},"secondsToDecision":{"median":60,"p95":120}}"#
        )
        #expect(Summary().json.text.contains(#""usersHarmed":{"median":null,"p95":null}"#))
    }

    @Test func aTimelineTellsItsEvents() throws {
        let events = try Self.campaign(PlanTexts.four, 0.01).timeline().events
        #expect(events.map(\.kind) == ["start", "advance", "advance", "advance", "complete"])
        #expect(events.map(\.seconds).prefix(4) == [0, 600, 1200, 2400])
        #expect(events.first?.percentage == "5 %")
    }

    @Test func replaysARecording() throws {
        let text = #"[{"at": 30, "exposures": 100, "errors": 2}, {"at": 600, "exposures": 50, "errors": 40, "guard": "errors"}]"#
        let recording = try Recording(json: try JSON.parse(text), guardNames: ["errors"])
        let campaign = Campaign(plan: try PlanTexts.read(PlanTexts.short), traffic: .recorded(recording), seed: 1)
        let run = campaign.timeline()
        #expect(run.end == .rolledBack)
        #expect(run.seconds == 600)
        #expect(run.exposed == 150)
        #expect(run.harmed == 42)
        #expect(campaign.summary(runs: 0..<10).runs == 1)
    }
}
