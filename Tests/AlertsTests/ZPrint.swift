import Rollouts
import Testing
import Wire

@testable import Alerts

/// Whole messages, as they are read; `MessageText` says how they are written down.
@Suite struct PrintTests {
    private func render(_ json: JSON, context: AlertContext = Sample.context) throws -> String {
        let message = SlackMessage.json(for: try Sample.notice(json), revision: "1798283405000-0", context: context)
        #expect(message["unfurl_links"]?.bool == false)
        return MessageText.render(message) + "\n= " + (message["text"]?.string ?? "?")
    }

    @Test func rollback() throws {
        let entry = try Sample.rollback()
        let text = try render(entry)
        print("@@rollback@@\n" + text + "\n@@end@@")
    }

    @Test func start() throws {
        let entry = try Sample.entry("start", from: #"{"phase":"scheduled","percentage":0,"stage":0}"#, to: #"{"phase":"progressing","percentage":5,"stage":0}"#)
        let text = try render(entry)
        print("@@start@@\n" + text + "\n@@end@@")
    }

    @Test func advanceInARehearsal() throws {
        let entry = try Sample.entry("advance", reason: "every guard passed", from: #"{"phase":"progressing","percentage":5,"stage":0}"#, more: #","verdicts":[\#(Sample.calm)]"#)
        let text = try render(entry, context: AlertContext(publicURL: nil, rehearsalSpeed: 600))
        print("@@advanceInARehearsal@@\n" + text + "\n@@end@@")
    }

    @Test func hold() throws {
        let entry = try Sample.entry("hold", reason: "checkout errors: 12 of the 100 outcomes that it needs", to: #"{"phase":"holding","percentage":25,"stage":1}"#, more: #","hold":"samplesMissing","guard":"checkout errors","verdicts":[{"guard":"checkout errors","standing":"samplesMissing","rule":"limit","figure":0,"limit":0.02,"samples":12,"failures":0,"message":"12 of the 100 outcomes that it needs"}]"#)
        let text = try render(entry)
        print("@@hold@@\n" + text + "\n@@end@@")
    }

    @Test func recover() throws {
        let entry = try Sample.entry("recover", reason: "the window is open", from: #"{"phase":"holding","percentage":25,"stage":1}"#)
        let text = try render(entry)
        print("@@recover@@\n" + text + "\n@@end@@")
    }

    @Test func approvalWanted() throws {
        let entry = try Sample.entry("awaitApproval", reason: "every guard passed; 50 % wants an operator's approval", to: #"{"phase":"awaitingApproval","percentage":25,"stage":1}"#, orders: #"["pause","approve","advance","promote","stepBack","rollback","kill"]"#)
        let text = try render(entry)
        print("@@approvalWanted@@\n" + text + "\n@@end@@")
    }

    @Test func halt() throws {
        let entry = try Sample.entry("halt", reason: "p95 latency ms: is 950, must be at most 800", to: #"{"phase":"halted","percentage":25,"stage":1}"#, orders: #"["resume","stepBack","rollback","restart","kill"]"#, more: #","guard":"p95 latency ms","verdicts":[{"guard":"p95 latency ms","standing":"breached","rule":"value","figure":950,"limit":800,"samples":12,"failures":4,"message":"is 950"}]"#)
        let text = try render(entry)
        print("@@halt@@\n" + text + "\n@@end@@")
    }

    @Test func complete() throws {
        let entry = try Sample.entry("complete", reason: "the last stage passed", from: #"{"phase":"progressing","percentage":100,"stage":3}"#, to: #"{"phase":"completed","percentage":100,"stage":3}"#, orders: #"["stepBack","rollback","restart","kill"]"#)
        let text = try render(entry)
        print("@@complete@@\n" + text + "\n@@end@@")
    }

    @Test func orphan() throws {
        let entry = try Sample.entry("orphan", reason: "the plan's file is gone", orders: #"["pause","resume","rollback","kill"]"#)
        let text = try render(entry)
        print("@@orphan@@\n" + text + "\n@@end@@")
    }

    @Test func killByAnOperator() throws {
        let entry = try Sample.entry("kill", actor: "anna", reason: "complaints <!channel>", to: #"{"phase":"killed","percentage":25,"stage":1}"#, orders: #"["restore"]"#)
        let text = try render(entry)
        print("@@killByAnOperator@@\n" + text + "\n@@end@@")
    }

    @Test func planBroken() throws {
        let text = try render(Notice.planBroken(file: "plans/checkout.json", flag: "new_checkout_flow", diagnostics: ["plans/checkout.json:14:7: error: stages[2].percentage: 25 is not above the previous stage's 25"]).json)
        print("@@planBroken@@\n" + text + "\n@@end@@")
    }

    @Test func redisAway() throws {
        let text = try render(Notice.system(.redisAway, text: "Redis has not answered for 30s: connection refused.").json)
        print("@@redisAway@@\n" + text + "\n@@end@@")
    }

    /// The blocks as Slack gets them.
    @Test func blocks() throws {
        let notice = Notice.planMended(file: "plans/checkout.json")
        let message = SlackMessage.json(for: notice, revision: "1-0", context: Sample.context)
        #expect(
            message.text
                == #"{"text":"📄 Plan can be used again: plans/checkout.json\nRampart goes by the file as it is now.","blocks":[{"type":"header","text":{"type":"plain_text","text":"📄 Plan can be used again: plans/checkout.json"}},{"type":"section","text":{"type":"mrkdwn","text":"Rampart goes by the file as it is now.","verbatim":true}},{"type":"context","elements":[{"type":"mrkdwn","text":"log 1-0","verbatim":true}]}],"unfurl_links":false,"unfurl_media":false}"#
        )
    }
}
