import Testing
import Wire

@testable import Alerts

/// Whole messages, as they are read; `MessageText` says how they are written down.
@Suite struct NoticeMessageTests {
    @Test func planBroken() throws {
        let text = try Sample.render(
            Notice.planBroken(
                file: "plans/checkout.json",
                flag: "new_checkout_flow",
                diagnostics: [
                    "plans/checkout.json:14:7: error: stages[2].percentage: 25 is not above the previous stage's 25"
                ]
            ).json
        )
        #expect(
            text == #"""
                # 📄 Plan broken: plans/checkout.json
                | plans/checkout.json:14:7: error: stages[2].percentage: 25 is not above the previous stage's 25
                The file is not taken. The last good plan goes on driving new_checkout_flow, its guards included.
                *Next:* mend the file; `rampart check` names every fault before it is committed.
                > log 1798283405000-0
                = 📄 Plan broken: plans/checkout.json
                plans/checkout.json:14:7: error: stages[2].percentage: 25 is not above the previous stage's 25
                The file is not taken. The last good plan goes on driving new_checkout_flow, its guards included.
                """#
        )
    }

    @Test func redisAway() throws {
        let text = try Sample.render(
            Notice.system(.redisAway, text: "Redis has not answered for 30s: connection refused.").json
        )
        #expect(
            text == #"""
                # ⚠️ Rampart cannot reach Redis
                | Redis has not answered for 30s: connection refused.
                Nothing is decided and nothing is lost meanwhile: every flag stays as it is, and no guard protects.
                <https://rampart.example.com|Dashboard>
                > log 1798283405000-0
                = ⚠️ Rampart cannot reach Redis
                Redis has not answered for 30s: connection refused.
                Nothing is decided and nothing is lost meanwhile: every flag stays as it is, and no guard protects.
                """#
        )
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
