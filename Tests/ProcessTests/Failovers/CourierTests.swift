import Glibc
import Testing

@Suite struct CourierTests {
    /// A channel that nobody answers holds no other up: Slack hears all in order meanwhile; and when the dead one is back, it
    /// hears all in order as well, once.
    @Test func aDeadChannelBlocksNoOther() async throws {
        try await World.with { world in
            let hook = try WebhookSink()
            defer { hook.stop() }
            try world.folder.write(Self.configuration(hook), to: "rampart.json")
            try world.plan(PlanText.steps("cart", minutes: 12), as: "cart.json")
            let controller = try await Self.controller(world)
            try await world.phase("cart", is: "completed")
            try await world.slackHeardAll()
            #expect(controller.program.errors.contains(/WARNING .*does not take alerts.*channel=pager/))
            #expect(hook.ids.isEmpty)
            hook.open()
            let wanted = try world.log().filter(\.isAlerted).map(\.id)
            try await eventually("the pager hears of \(wanted)") { hook.ids.count >= wanted.count }
            #expect(hook.ids == wanted, "each once, in order")
        }
    }

    /// The leader is killed between a channel's taking a message and the log's being told so: the next one repeats it with
    /// the same id, and nothing is lost.
    @Test func aLeaderKilledWhileDeliveringLosesNothing() async throws {
        try await World.with { world in
            let hook = try WebhookSink()
            defer { hook.stop() }
            hook.open()
            try world.folder.write(Self.configuration(hook), to: "rampart.json")
            try world.plan(PlanText.steps("cart", minutes: 60), as: "cart.json")
            let leader = try await Self.controller(world)
            try await eventually("the pager hears of the start") { hook.ids.count == 1 }
            hook.answers(false)
            try await eventually("the pager is told of the next, and says nothing") { hook.ids.count == 2 }
            leader.program.signal(SIGKILL)
            #expect(try await leader.program.ending() == .signal(SIGKILL))
            hook.answers(true)
            let other = try await Self.controller(world)
            try await eventually("the other leads") { other.leads }
            try await world.phase("cart", is: "completed")

            let wanted = try world.log().filter(\.isAlerted).map(\.id)
            #expect(wanted.count == 5)
            try await eventually("the pager hears of \(wanted)") { hook.ids.last == wanted.last }
            #expect(hook.ids == [wanted[0], wanted[1]] + wanted[1...], "what was in hand came again, with the same id")
            try await world.slackHeardAll(repeatsAllowed: true)
        }
    }

    private static func controller(_ world: World) async throws -> Controller {
        try await world.controller(arguments: ["--config", "rampart.json"], environment: ["HOOK_SECRET": "of the hook"])
    }

    private static func configuration(_ hook: WebhookSink) -> String {
        """
        {
          "alerts": {
            "pager": { "kind": "webhook", "url": "\(hook.url)", "secret": { "env": "HOOK_SECRET" } },
            "slack": { "kind": "slack", "webhookURL": { "env": "RAMPART_SLACK_WEBHOOK_URL" } }
          },
          "defaultAlerts": ["pager", "slack"]
        }
        """
    }
}
