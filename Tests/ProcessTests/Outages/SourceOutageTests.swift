import Testing

@Suite struct SourceOutageTests {
    /// A source that gives no usable figures neither advances nor rolls back: the rollout holds, says so once, and goes on
    /// when the source is back. A rollout on another source does not notice.
    @Test(arguments: SourceFault.allCases)
    func withoutFiguresARolloutHolds(fault: SourceFault) async throws {
        try await World.with(analytics: false) { world in
            let steady = try Analytics()
            steady.open()
            defer { steady.stop() }
            if let answer = fault.answer {
                world.analytics.answer("blind", .answer(answer))
                world.analytics.open()
            }
            try world.folder.write(Self.configuration(world, steady), to: "rampart.json")
            try world.plan(PlanText.steps("blind", noData: "2h"), as: "blind.json")
            try world.plan(Self.healthy, as: "seeing.json")
            _ = try await world.controller(arguments: ["--config", "rampart.json"])

            try await world.phase("blind", is: "holding")
            #expect(world.rollout("blind", "hold") == fault.hold)
            #expect(world.percentage("blind") == "5")
            try await world.phase("seeing", is: "completed")
            let seeing = try world.way("seeing")
            #expect(seeing == PlanText.wholeWay)
            let blind = try world.way("blind")
            #expect(blind == ["schedule 0", "start 5", "hold 5"])

            world.analytics.answer("blind", .healthy)
            if fault == .refused { world.analytics.open() }
            try await world.phase("blind", is: "completed")
            let way = try world.way("blind").filter { $0 != "hold 5" && $0 != "recover 5" }
            #expect(way == PlanText.wholeWay)
            #expect(try world.way("blind").count { $0 == "hold 5" } == 1)
        }
    }

    /// Two sources, so that what is wrong with one is not wrong with the other.
    private static func configuration(_ world: World, _ steady: Analytics) -> String {
        """
        {
          "defaultSource": "analytics",
          "sources": {
            "analytics": { "kind": "report", "url": "\(world.analytics.template)", "timeout": "1s" },
            "steady": { "kind": "report", "url": "\(steady.template)", "timeout": "5s" }
          }
        }
        """
    }

    private static let healthy = PlanText.steps("seeing").replacing(#", "minSuccessRate": 0.95"#, with: "")
        .replacing(
            #""stages""#,
            with: #""guards": [{ "name": "errors", "metric": { "source": "steady" }, "maxErrorRate": 0.05 }], "stages""#
        )
}
