import Logging
import Rollouts
import Synchronization
import Testing
import Wire

@testable import Alerts

/// A courier with doubles around it; it stops when its feed is empty.
private struct World {
    let clock = VirtualClock()
    let vault = MemoryVault()
    let metrics = TalliedMetrics()
    let log = KeptLog.Lines()
    let feed: MemoryFeed
    let sender: ScriptedSender
    let courier: AlertCourier<VirtualClock>

    init(
        _ entries: [AlertEntry],
        script: [AlertReply] = [],
        on: Set<AlertTopic>? = nil,
        target: ChannelSettings.Target = .webhook(url: "https://x.example.com", secret: .file("/run/hook"))
    ) {
        let feed = MemoryFeed(entries)
        self.init(feed: feed, script: script, on: on, target: target)
    }

    init(
        feed: MemoryFeed,
        script: [AlertReply] = [],
        on: Set<AlertTopic>? = nil,
        target: ChannelSettings.Target = .webhook(url: "https://x.example.com", secret: .file("/run/hook"))
    ) {
        self.feed = feed
        sender = ScriptedSender(script, clock: clock)
        courier = AlertCourier(
            channel: ChannelSettings(name: "pager", target: target, on: on),
            isDefault: true,
            feed: feed,
            sender: sender,
            vault: vault,
            context: Sample.context,
            clock: clock,
            wallClock: { Moment(milliseconds: 1_798_283_405_000) },
            logger: Logger(label: "test") { [log] _ in KeptLog(kept: log) },
            metrics: metrics,
            jitter: { 1 }
        )
        feed.onEmpty.withLock { $0 = { [weak courier] in courier?.stop() } }
    }

    func count(_ outcome: String) -> Int64? { metrics["rampart_alerts_total{channel=pager,outcome=\(outcome)}"] }
    var lines: [String] { log.lines.withLock { $0 } }
}

private func entries(_ count: Int) throws -> [AlertEntry] {
    try (1...count).map { AlertEntry(id: "\($0)-0", json: try Sample.rollback()) }
}

private func answer(_ status: Int, _ text: String = "", retryAfter: Duration? = nil) -> AlertReply {
    .answered(status: status, text: text, retryAfter: retryAfter)
}

@Suite struct CourierTests {
    @Test func oneMessageASecondInOrder() async throws {
        let world = World(try entries(40))
        await world.courier.run()
        #expect(world.sender.sent == (1...40).map { .init(id: "\($0)-0", at: .seconds($0 - 1)) })
        #expect(world.feed.acknowledged == (1...40).map { "\($0)-0" })
        #expect(world.count("accepted") == 40)
        #expect(world.metrics["rampart_alerts_pending{channel=pager}"] == 0)
    }

    @Test func orderHoldsThroughAnOutage() async throws {
        let world = World(
            try entries(3),
            script: [answer(200), answer(500), .unreachable("down"), answer(503), answer(200), answer(502)]
        )
        await world.courier.run()
        #expect(world.sender.sent.map(\.id) == ["1-0", "2-0", "2-0", "2-0", "2-0", "3-0", "3-0"])
        #expect(world.sender.sent.map(\.at) == [0, 1, 2, 4, 8, 9, 10].map { .seconds($0) })
        #expect(world.feed.acknowledged == ["1-0", "2-0", "3-0"])
        #expect(world.count("retried") == 4)
        // Said once when it begins and once when it is over, for each of the two outages.
        #expect(world.lines.filter { $0.hasPrefix("warning") }.count == 2)
        #expect(world.lines.filter { $0.contains("takes alerts again") }.count == 2)
    }

    @Test func whatHasLeftTheLineSinceItWasReadIsNotSent() async throws {
        let world = World(try entries(3))
        world.sender.onSend.withLock { [feed = world.feed] in
            $0 = { feed.state.withLock { $0.entries.removeAll { $0.id == "2-0" } } }
        }
        await world.courier.run()
        #expect(world.sender.sent.map(\.id) == ["1-0", "3-0"])
        #expect(world.feed.acknowledged == ["1-0", "3-0"])
    }

    @Test func retryAfterIsObeyed() async throws {
        let world = World(try entries(2), script: [answer(429, "rate_limited", retryAfter: .seconds(30))])
        await world.courier.run()
        #expect(world.sender.sent.map(\.at) == [0, 30, 31].map { .seconds($0) })
        #expect(world.sender.sent.map(\.id) == ["1-0", "1-0", "2-0"])
    }

    @Test func whatWillNotHealIsParkedAndTheRestGoesOn() async throws {
        let world = World(try entries(3), script: [answer(200), answer(404, "no_service")])
        await world.courier.run()
        #expect(world.sender.sent.map(\.id) == ["1-0", "2-0", "3-0"])
        #expect(world.feed.parked == ["2-0 answered 404: no_service"])
        #expect(world.feed.acknowledged == ["1-0", "3-0"])
        #expect(world.count("parked") == 1)
        #expect(world.lines.contains { $0.hasPrefix("error") && $0.contains("no_service") })
    }

    @Test func unwantedAndForeignEntriesAreAcknowledgedUnsent() async throws {
        let world = World(
            [
                AlertEntry(id: "1-0", json: try Sample.entry("advance")),
                AlertEntry(id: "2-0", json: try JSON.parse(#"{"type":"flag","kind":"updated"}"#)),
                AlertEntry(id: "3-0", json: try Sample.rollback(plan: #"{"alerts":["other"]}"#)),
                AlertEntry(id: "4-0", json: try Sample.rollback()),
            ],
            on: [.rollback]
        )
        await world.courier.run()
        #expect(world.sender.sent == [.init(id: "4-0", at: .zero)])
        #expect(world.feed.acknowledged == ["1-0", "2-0", "3-0", "4-0"])
        #expect(world.count("filtered") == 3)
    }

    @Test(arguments: ["null", #"{"type":"rollout","kind":"leap"}"#, #"{"kind":"rollback"}"#])
    func unreadableEntriesAreParked(text: String) async throws {
        let world = World([AlertEntry(id: "1-0", json: try JSON.parse(text))] + (try entries(2)).dropFirst())
        await world.courier.run()
        #expect(world.feed.parked == ["1-0 it cannot be read as a notice"])
        #expect(world.feed.acknowledged == ["2-0"])
        #expect(world.lines.contains { $0.hasPrefix("error") })
    }

    // MARK: - At least once

    @Test func aCrashBeforeTheAcknowledgementRepeatsTheSameId() async throws {
        let feed = MemoryFeed(try entries(1))
        feed.state.withLock { $0.failingAcknowledgements = .max }
        let first = World(feed: feed)
        // The process ends after the answer, before the log has heard of it.
        first.sender.onSend.withLock { $0 = { [courier = first.courier] in courier.stop() } }
        await first.courier.run()
        #expect(feed.acknowledged.isEmpty)
        feed.state.withLock { $0.failingAcknowledgements = 0 }
        let second = World(feed: feed)
        await second.courier.run()
        #expect((first.sender.sent + second.sender.sent).map(\.id) == ["1-0", "1-0"])
        #expect(feed.acknowledged == ["1-0"])
    }

    @Test func aLogThatIsAwayForAWhileRepeatsNothing() async throws {
        let world = World(try entries(3))
        world.feed.state.withLock {
            $0.failingReads = 4
            $0.failingAcknowledgements = 5
        }
        await world.courier.run()
        #expect(world.sender.sent.map(\.id) == ["1-0", "2-0", "3-0"])
        #expect(world.feed.acknowledged == ["1-0", "2-0", "3-0"])
        #expect(world.lines.filter { $0.contains("does not answer") }.count == 2)
    }

    @Test func stopSettlesWhatIsBeingSentAndBeginsNothing() async throws {
        let world = World(try entries(3))
        world.sender.onSend.withLock { $0 = { [courier = world.courier] in courier.stop() } }
        await world.courier.run()
        #expect(world.sender.sent.map(\.id) == ["1-0"])
        #expect(world.feed.acknowledged == ["1-0"])
    }

    @Test func cancellationWhileWaitingEndsIt() async throws {
        let world = World([])
        world.feed.onEmpty.withLock { $0 = nil }
        let run = Task { await world.courier.run() }
        run.cancel()
        await run.value
        #expect(world.sender.sent.isEmpty)
    }

    @Test func aMessageCutOffByCancellationIsNotAcknowledged() async throws {
        let world = World(try entries(2), script: [.unreachable("cancelled")])
        world.sender.onSend.withLock { $0 = { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } } }
        await Task { await world.courier.run() }.value
        #expect(world.sender.sent.map(\.id) == ["1-0"])
        #expect(world.feed.acknowledged.isEmpty && world.feed.parked.isEmpty)
        #expect(world.lines.isEmpty)
    }

    // MARK: - Requests

    @Test func aMissingSecretIsAnOutageThatIsLoggedOnce() async throws {
        let world = World(try entries(1))
        world.vault.absentLookups.withLock { $0 = 6 }
        await world.courier.run()
        #expect(world.feed.acknowledged == ["1-0"])
        #expect(world.sender.sent == [.init(id: "1-0", at: .seconds(63))])
        #expect(world.count("retried") == 6)
        #expect(world.lines.filter { $0.contains("/run/hook") && $0.contains("is not there") }.count == 1)
        #expect(!world.lines.contains { $0.contains("s3cret") })
    }

    @Test func slackGetsItsMessageAtTheSecretAddress() async throws {
        let world = World(try entries(1), target: .slack(webhookURL: .environment("SLACK")))
        await world.courier.run()
        let request = try #require(world.sender.state.withLock(\.requests).first)
        #expect(request.address.reveal() == "https://slack/T")
        let body = try JSON.parse(request.body)
        #expect(body["text"]?.string?.hasPrefix("⏪ new_checkout_flow rolled back: 25 % → 0 %\n") == true)
        #expect(body["blocks"]?.array?.isEmpty == false)
    }

    @Test func directAlarmsNeedNoLog() async throws {
        let world = World([], script: [answer(200), answer(503), .unreachable("down")])
        world.feed.state.withLock { $0.failingReads = .max }
        let alarm = Notice.system(.redisAway, text: "Redis has not answered for 30s.")
        #expect(await world.courier.sendDirectly(alarm))
        #expect(await world.courier.sendDirectly(alarm) == false)
        #expect(await world.courier.sendDirectly(alarm) == false)
        #expect(world.sender.sent.map(\.id) == Array(repeating: "direct-1798283405000", count: 3))
        #expect(world.count("accepted") == 1)
        #expect(await world.courier.sendDirectly(.rollout(try entriesEvent("planChanged"))))
        #expect(world.sender.sent.count == 3)
    }

    private func entriesEvent(_ kind: String) throws -> RolloutEvent {
        try #require(RolloutEvent(json: try Sample.entry(kind)))
    }
}
