import Testing
import Wire

@testable import Rollouts

/// What the loader makes of the texts and numbers of a good plan.
struct PlanValueTests {
    @Test func smallestPlanOfThePage() throws {
        let plan = try #require(try PlanFixture(name: "pageSmallest", folder: PlanFixture.goodFolder).outcome.plan)
        #expect(plan.flag == "new_checkout_flow")
        #expect(plan.revision == 1)
        #expect(plan.startingStage == 0)
        #expect(plan.startDate?.rfc3339 == "2026-12-26T00:00:00Z")
        #expect(plan.stages.map(\.position.percentage.text) == ["5", "25", "50", "100"])
        #expect(plan.stages.map(\.duration) == [.seconds(86_400), .seconds(86_400), .seconds(172_800), .zero])
        #expect(plan.stages.allSatisfy { $0.minSamples == 100 && !$0.approval && $0.position.segments.isEmpty })
        #expect(plan.guards.count == 1)
        let limits = Proportion(
            stageLimits: [.minSuccessRate(0.95), .minSuccessRate(0.93), .minSuccessRate(0.90), nil])
        #expect(plan.guards.first?.criterion == .proportion(limits))
        #expect(plan.guards.first?.metric.source == "analytics")
        #expect(plan.guards.first?.onBreach == .rollback)
        #expect(plan.guards(inStage: 3).isEmpty)
        #expect(plan.confidence == 0.99)
        #expect(plan.alerts == nil)
        #expect(plan.lifecycle == Lifecycle(kind: .temporary, expiresAt: nil))
    }

    @Test func fullPlanOfThePage() throws {
        let plan = try #require(try PlanFixture(name: "pageFull", folder: PlanFixture.goodFolder).outcome.plan)
        #expect(plan.description == "Single-page checkout")
        #expect(plan.owner == "payments")
        #expect(plan.links == ["runbook": "https://wiki.example.com/checkout"])
        #expect(plan.startDate?.rfc3339 == "2026-12-26T08:00:00Z")
        #expect(plan.after == ["new_cart"])
        #expect(
            plan.window
                == Window(days: ["mon", "tue", "wed", "thu"], from: 540, to: 1020, timeZone: "Europe/Berlin")
        )
        #expect(plan.stages.map(\.position.segments) == [["staff"], [], [], [], []])
        #expect(plan.stages.map(\.minSamples) == [20, 100, 500, 100, 100])
        #expect(plan.stages.map(\.approval) == [false, false, false, true, false])
        #expect(plan.guards.map(\.name) == ["success rate", "checkout errors", "payments refused", "p95 latency ms"])
        #expect(plan.delay == .seconds(60))
        #expect(plan.undecided == nil)
        #expect(plan.alerts == ["payments-slack"])
        #expect(plan.lifecycle.expiresAt?.rfc3339 == "2027-03-31T00:00:00Z")
        let compared = Proportion(limit: .maxErrorRate(0.02), control: .init(maxRatio: 1, margin: 0.5))
        #expect(plan.guards[1].criterion == .proportion(compared))
        #expect(plan.guards[2].metric.counting == .total)
        let bounds = ValueBounds(min: nil, max: 800, failureLimit: 3, consecutiveFailureLimit: nil, minReadings: 3)
        #expect(plan.guards[3].criterion == .value(bounds))
        #expect(plan.guards[3].onBreach == .halt)
        #expect(plan.guards[3].noData == Deadline(wait: .seconds(900), then: .hold))
    }

    @Test func edgesOfTheFormat() throws {
        let plan = try #require(try PlanFixture(name: "edges", folder: PlanFixture.goodFolder).outcome.plan)
        #expect(plan.revision == PlanReader.highestRevision)
        #expect(plan.startDate?.rfc3339 == "2028-03-01T23:59:00.123Z")
        #expect(plan.window == Window(days: ["mon", "sun"], from: 1320, to: 360, timeZone: "UTC"))
        #expect(plan.stages.map(\.position.percentage.thousandths) == [1, 100_000, 500, 0, 290, 33_333])
        #expect(plan.stages.map(\.duration.planText) == ["30m", "1d2h3m4s5ms", "3650d", "0s", "3650d", "0s"])
        #expect(plan.guards[0].name == "errors in \"{flag}\"")
        #expect(plan.guards[1].stages == [0, 5])
        // Counting failures in a row only does not mean "and none at all".
        let bounds = ValueBounds(min: -1e300, max: 0, failureLimit: nil, consecutiveFailureLimit: 3, minReadings: 3)
        #expect(plan.guards[2].criterion == .value(bounds))
        #expect(plan.alerts == [])
        #expect(plan.undecided == nil)
    }

    @Test func guardTakesWhatItDoesNotSayFromItsPlan() throws {
        let plan = try #require(
            PlanReader.read(
                Array(
                    """
                    {"flagKey":"a","interval":"2m","onBreach":"stepBack","noData":{"for":"1h","then":"halt"},
                     "undecided":{"for":"12h","then":"rollback"},"stages":[{"percentage":100,"minSuccessRate":0.9}],
                     "guards":[{"name":"own","maxErrorRate":0.1,"interval":"10s","onBreach":"halt","noData":{"for":"5m"}},
                               {"name":"plan's","maxErrorRate":0.1}]}
                    """.utf8
                )
            ).plan
        )
        #expect(plan.guards.map(\.interval) == [.seconds(120), .seconds(10), .seconds(120)])
        #expect(plan.guards.map(\.onBreach) == [.stepBack, .halt, .stepBack])
        #expect(plan.guards.map(\.noData.wait) == [.seconds(3600), .seconds(300), .seconds(3600)])
        #expect(plan.guards.map(\.noData.then) == [.halt, .halt, .halt])
        #expect(plan.undecided == Deadline(wait: .seconds(43_200), then: .rollback))
    }

    @Test func orderOfSegmentsMeansNothing() {
        let positions = ["[\"a\",\"b\"]", "[\"b\",\"a\"]"].map { segments in
            let text = #"{"flagKey":"a","stages":[{"percentage":5,"segments":\#(segments)}]}"#
            return PlanReader.read(Array(text.utf8)).plan?.stages.first?.position
        }
        #expect(positions[0] != nil)
        #expect(positions[0] == positions[1])
    }
}
