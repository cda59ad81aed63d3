import Testing

@Suite struct PlanFolderTests {
    /// A plan that is put into the folder of a running controller begins.
    @Test func aNewFileIsPickedUp() async throws {
        try await World.with { world in
            _ = try await world.controller()
            try world.plan(PlanText.steps("late"), as: "late.json")
            try await world.phase("late", is: "completed")
            let way = try world.way("late")
            #expect(way == PlanText.wholeWay)
        }
    }

    /// A broken edit is told of with file and line, and the rollout goes on by the last good plan; the mended file is told of.
    @Test func aBrokenEditChangesNothing() async throws {
        try await World.with { world in
            let good = PlanText.steps("cart", minutes: 60)
            try world.plan(good, as: "cart.json")
            _ = try await world.controller()
            try await world.flag("cart", has: "5")
            try world.plan(good.replacing(#""percentage": 25"#, with: #""percentage": 2"#), as: "cart.json")
            let broken = try await eventually("the broken plan is logged") {
                try world.log().first { $0.kind == "planBroken" }
            }
            #expect(broken.event.contains("cart.json:6:"))
            try await world.flag("cart", has: "25")
            try world.plan(good, as: "cart.json")
            try await eventually("the mended plan is logged") { try world.log().contains { $0.kind == "planMended" } }
            try await world.phase("cart", is: "completed")
            #expect(try world.log().filter { $0.kind == "planBroken" }.count == 1)
            let way = try world.way("cart")
            #expect(way.filter { !$0.hasPrefix("plan") } == PlanText.wholeWay)
            try await world.slackHeardAll()
            #expect(world.slack.messages.contains { $0.body.contains("cart.json:6:") })
        }
    }

    /// A rollout whose file is gone is marked and told of, and does not advance; with the file back it goes on.
    @Test func aRemovedFileStopsTheAdvanceUntilItIsBack() async throws {
        try await World.with { world in
            let text = PlanText.steps("cart")
            try world.plan(text, as: "cart.json")
            try world.plan(PlanText.steps("other"), as: "other.json")
            _ = try await world.controller()
            try await world.flag("cart", has: "5")
            try world.folder.remove("plans/cart.json")
            try await eventually("the rollout is orphaned") { world.rollout("cart", "orphaned") == "1" }
            let share = world.percentage("cart")
            try await world.phase("other", is: "completed")
            try await always("the orphan does not advance", for: .milliseconds(800)) { world.percentage("cart") == share }
            try world.plan(text, as: "cart.json")
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way.filter { !$0.hasPrefix("orphan") && !$0.hasPrefix("adopt") } == PlanText.wholeWay)
            #expect(way.filter { $0.hasPrefix("orphan") || $0.hasPrefix("adopt") }.count == 2)
            try await world.slackHeardAll()
            #expect(world.slack.messages.contains { $0.text.contains("cart lost its plan's file") })
        }
    }

    /// Kubernetes changes a mounted ConfigMap by swapping a link to a hidden folder: the new text is read.
    @Test func aSwappedConfigMapIsAnEdit() async throws {
        try await World.with { world in
            let text = PlanText.steps("cart", minutes: 6000)
            try world.folder.makeFolder("plans/..first")
            try world.folder.makeFolder("plans/..second")
            try world.plan(text, as: "..first/cart.json")
            try world.plan(text.replacing(#""6000m""#, with: #""30m""#), as: "..second/cart.json")
            try world.folder.link("plans/..data", to: "..first")
            try world.folder.link("plans/cart.json", to: "..data/cart.json")
            _ = try await world.controller()
            try await world.flag("cart", has: "5")
            try world.folder.link("plans/..data", to: "..second")
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way.filter { $0 != "planChanged 5" } == PlanText.wholeWay)
            #expect(way.contains("planChanged 5"))
        }
    }

    /// How a whole folder of plans can be lost.
    enum Loss: CaseIterable {
        case missing
        case empty
    }

    /// A folder that is gone, or suddenly empty, orphans nothing: it is told of, and rollouts go on by the plans in Redis.
    @Test(arguments: Loss.allCases)
    func aLostFolderOrphansNothing(loss: Loss) async throws {
        try await World.with { world in
            let text = PlanText.steps("cart", minutes: 60)
            try world.plan(text, as: "cart.json")
            _ = try await world.controller()
            try await world.flag("cart", has: "5")
            switch loss {
            case .missing: try world.folder.move(world.folder("plans"), world.folder("elsewhere"))
            case .empty: try world.folder.remove("plans/cart.json")
            }
            let alarm = try await eventually("the lost folder is logged") {
                try world.log().first { $0.kind == "system" }
            }
            #expect(alarm.text("condition") == "plansUnreadable")
            try await world.flag("cart", has: "50")
            #expect(world.rollout("cart", "orphaned") != "1")
            switch loss {
            case .missing: try world.folder.move(world.folder("elsewhere"), world.folder("plans"))
            case .empty: try world.plan(text, as: "cart.json")
            }
            try await eventually("the folder is read again") {
                try world.log().contains { $0.text("condition") == "plansBack" }
            }
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way == PlanText.wholeWay)
        }
    }

    /// Two files for one flag are both named, neither is run, and other plans are.
    @Test func twoFilesForOneFlagAreBothRefused() async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("cart"), as: "one.json")
            try world.plan(PlanText.steps("cart"), as: "two.json")
            try world.plan(PlanText.steps("other"), as: "other.json")
            _ = try await world.controller()
            try await world.phase("other", is: "completed")
            let broken = try world.log().filter { $0.kind == "planBroken" }
            #expect(broken.compactMap { $0.text("file") }.sorted() == ["one.json", "two.json"])
            for entry in broken { #expect(entry.event.contains("one.json") && entry.event.contains("two.json")) }
            #expect(world.rollout("cart", "phase") == nil)
        }
    }

    /// A key of another kind where the flag should be is named in the log and left as it is; once it is gone, the rollout
    /// begins. Others go their way meanwhile.
    @Test func aWrongKindOfValueStopsOneRolloutOnly() async throws {
        try await World.with { world in
            try world.redis("RPUSH", "flags:cart", "not a flag")
            try world.plan(PlanText.steps("cart"), as: "cart.json")
            try world.plan(PlanText.steps("other"), as: "other.json")
            let controller = try await world.controller()
            try await world.phase("other", is: "completed")
            #expect(controller.program.errors.contains("flags:cart is a list, not a hash"))
            #expect(try world.redis("LRANGE", "flags:cart", "0", "-1") == .list([.text("not a flag")]))
            try world.redis("DEL", "flags:cart")
            try await world.phase("cart", is: "completed")
            let way = try world.way("cart")
            #expect(way == PlanText.wholeWay)
        }
    }
}
