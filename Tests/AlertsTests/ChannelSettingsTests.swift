import Rollouts
import Testing
import Wire

@testable import Alerts

@Suite struct ChannelSettingsTests {
    private func read(_ text: String) throws -> (settings: ChannelSettings?, faults: [String]) {
        let findings = Findings()
        let settings = ChannelSettings.read(name: "c", try JSON.parse(text), path: "alerts.c", findings: findings)
        return (settings, findings.inOrder.map { "\($0.path): \($0.message)" })
    }

    @Test func slack() throws {
        let (settings, faults) = try read(
            #"{"kind":"slack","webhookURL":{"env":"SLACK_WEBHOOK_URL"},"on":["halt","rollback","complete","hold","approval"]}"#
        )
        #expect(faults.isEmpty)
        #expect(
            settings
                == ChannelSettings(
                    name: "c",
                    target: .slack(webhookURL: .environment("SLACK_WEBHOOK_URL")),
                    on: [.halt, .rollback, .complete, .hold, .approval]
                )
        )
    }

    @Test func webhook() throws {
        let (settings, faults) = try read(
            #"{"kind":"webhook","url":"https://x.example.com/r","secret":{"file":"/run/s"}}"#
        )
        #expect(faults.isEmpty)
        #expect(
            settings
                == ChannelSettings(name: "c", target: .webhook(url: "https://x.example.com/r", secret: .file("/run/s")))
        )
    }

    @Test(arguments: [
        (#"{"webhookURL":{"env":"A"}}"#, "alerts.c.kind: say which kind"),
        (#"{"kind":"slak","webhookURL":{"env":"A"}}"#, "did you mean 'slack'?"),
        (#"{"kind":"slack"}"#, "alerts.c.webhookURL: a slack channel needs its address"),
        (#"{"kind":"slack","webhookURL":"https://hooks.slack.com/x"}"#, "a secret never stands in the file itself"),
        (#"{"kind":"slack","webhookURL":{"env":"A"},"url":"https://x"}"#, "alerts.c.url: unknown key"),
        (#"{"kind":"webhook","secret":{"env":"A"}}"#, "alerts.c.url: a webhook channel needs the address"),
        (#"{"kind":"webhook","url":"ftp://x","secret":{"env":"A"}}"#, "alerts.c.url: must be an address"),
        (#"{"kind":"webhook","url":"https://x"}"#, "alerts.c.secret: a webhook channel needs a secret"),
    ])
    func whatCannotBeUsed(text: String, fault: String) throws {
        let (settings, faults) = try read(text)
        #expect(faults.contains { $0.contains(fault) }, "\(faults)")
        #expect(settings == nil || faults.contains { $0.contains("unknown key") })
    }

    @Test func topicsThatAreNone() throws {
        let (_, faults) = try read(#"{"kind":"slack","webhookURL":{"env":"A"},"on":["rolback",1,"halt"]}"#)
        #expect(faults.count == 2)
        #expect(faults.first?.hasSuffix("did you mean 'rollback'?") == true)
    }

    // MARK: - Who gets what

    @Test(
        arguments: [
            ("start", [.start]), ("advance", [.advance]), ("hold", [.hold]), ("remind", [.hold]),
            ("recover", [.recover]),
            ("awaitApproval", [.approval]), ("approve", [.order]), ("pause", [.order]), ("resume", [.order]),
            ("halt", [.halt]),
            ("stepBack", [.halt, .rollback]), ("rollback", [.rollback]), ("restart", [.start, .order]),
            ("kill", [.order]),
            ("restore", [.order]), ("complete", [.complete]), ("schedule", [.plan]), ("planChanged", [.plan]),
            ("orphan", [.orphaned]), ("adopt", [.orphaned]),
        ] as [(String, Set<AlertTopic>)]
    )
    func topics(kind: String, topics: Set<AlertTopic>) throws {
        #expect(try Sample.notice(Sample.entry(kind)).topics == topics)
    }

    @Test(arguments: [
        ("startDate", AlertTopic.plan), ("waitsForOthers", .plan), ("windowClosed", .plan), ("flagIsLive", .hold),
        ("flagIsKilled", .hold),
    ])
    func aStartThatWaitsAsPlannedIsNoHold(hold: String, topic: AlertTopic) throws {
        let entry = try Sample.entry(
            "hold",
            to: #"{"phase":"scheduled","percentage":0,"stage":0}"#,
            more: #","hold":"\#(hold)""#
        )
        #expect(try Sample.notice(entry).topics == [topic])
    }

    @Test(
        arguments: [
            (nil, true, true), (nil, false, false), (#"["c"]"#, false, true), (#"["other"]"#, true, false),
            ("[]", true, false),
        ] as [(String?, Bool, Bool)]
    )
    func plansNameTheirChannels(named: String?, isDefault: Bool, isWanted: Bool) throws {
        let settings = ChannelSettings(name: "c", target: .slack(webhookURL: .environment("A")))
        let plan = named.map { #"{"alerts":\#($0)}"# } ?? "{}"
        #expect(settings.wants(try Sample.notice(Sample.rollback(plan: plan)), isDefault: isDefault) == isWanted)
        #expect(settings.wants(.planMended(file: "a"), isDefault: isDefault) == isDefault)
    }

    @Test func withoutAListOnlyEverydayNewsIsLeftOut() throws {
        let settings = ChannelSettings(name: "c", target: .slack(webhookURL: .environment("A")))
        #expect(!settings.wants(try Sample.notice(Sample.entry("planChanged")), isDefault: true))
        #expect(settings.wants(try Sample.notice(Sample.entry("kill")), isDefault: true))
        var picky = settings
        picky.on = [.halt]
        #expect(!picky.wants(try Sample.notice(Sample.rollback()), isDefault: true))
        #expect(picky.wants(try Sample.notice(Sample.entry("stepBack")), isDefault: true))
    }

    // MARK: - Notices

    @Test func noticesReadBack() throws {
        let notices: [Notice] =
            [
                try Sample.notice(Sample.rollback()), .planBroken(file: "a", flag: "f", diagnostics: ["x", "y"]),
                .planBroken(file: "a", flag: nil, diagnostics: []), .planMended(file: "a"),
            ] + Notice.SystemCondition.allCases.map { .system($0, text: "t") }
        for notice in notices { #expect(Notice(json: try JSON.parse(notice.json.text)) == notice) }
    }

    @Test(arguments: [
        "null", "{}", #"{"type":"flag"}"#, #"{"type":"rollout"}"#, #"{"type":"plan","file":"a"}"#,
        #"{"type":"plan","state":"lost","file":"a"}"#, #"{"type":"system","condition":"x","text":"y"}"#, "[1]",
    ])
    func othersAreNoNotices(text: String) throws {
        #expect(Notice(json: try JSON.parse(text)) == nil)
    }
}
