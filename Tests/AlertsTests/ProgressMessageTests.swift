import Testing

@testable import Alerts

/// Whole messages, as they are read; `MessageText` says how they are written down.
@Suite struct ProgressMessageTests {
    @Test func start() throws {
        let entry = try Sample.entry(
            "start",
            from: #"{"phase":"scheduled","percentage":0,"stage":0}"#,
            to: #"{"phase":"progressing","percentage":5,"stage":0}"#
        )
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # 🚀 new_checkout_flow started: 0 % → 5 %
                | Why: its time has come
                - *Share* 0 % → 5 %
                - *Phase* scheduled → progressing
                - *Stage* stages[0]
                - *Owner* payments
                Rampart set the flag to 5 % and watches the guards of this stage.
                *Next: an operator may*
                • `rampart pause new_checkout_flow --reason "…"` stops the stage's clock
                • `rampart rollback new_checkout_flow --reason "…"` takes it to 0 %
                • `rampart kill new_checkout_flow --reason "…"` turns the flag off at once
                • also: advance, promote, stepBack
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = 🚀 new_checkout_flow started: 0 % → 5 %
                Why: its time has come
                Rampart set the flag to 5 % and watches the guards of this stage.
                Next, an operator may: rampart pause new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }

    @Test func advanceInARehearsal() throws {
        let entry = try Sample.entry(
            "advance",
            reason: "every guard passed",
            from: #"{"phase":"progressing","percentage":5,"stage":0}"#,
            more: #","verdicts":[\#(Sample.calm)]"#
        )
        let text = try Sample.render(entry, context: AlertContext(publicURL: nil, rehearsalSpeed: 600))
        #expect(
            text == #"""
                # ⏫ new_checkout_flow advanced: 5 % → 25 %
                | Why: every guard passed
                - *Share* 5 % → 25 %
                - *Stage* stages[0] → stages[1]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                Rampart set the flag to 25 % and watches the guards of this stage.
                *Guards*
                • p95 latency ms: passed; is 640, must be at most 800
                *Next: an operator may*
                • `rampart pause new_checkout_flow --reason "…"` stops the stage's clock
                • `rampart rollback new_checkout_flow --reason "…"` takes it to 0 %
                • `rampart kill new_checkout_flow --reason "…"` turns the flag off at once
                • also: advance, promote, stepBack
                <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > *Rehearsal, 600 times as fast* · 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = Rehearsal, 600 times as fast
                ⏫ new_checkout_flow advanced: 5 % → 25 %
                Why: every guard passed
                Rampart set the flag to 25 % and watches the guards of this stage.
                Next, an operator may: rampart pause new_checkout_flow --reason "…"
                """#
        )
    }

    @Test func recover() throws {
        let entry = try Sample.entry(
            "recover",
            reason: "the window is open",
            from: #"{"phase":"holding","percentage":25,"stage":1}"#
        )
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # 🟢 new_checkout_flow goes on at 25 %
                | Why: the window is open
                - *Phase* holding → progressing
                - *Stage* stages[1]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                The flag stays at 25 %; the stage's clock decides again.
                *Next: an operator may*
                • `rampart pause new_checkout_flow --reason "…"` stops the stage's clock
                • `rampart rollback new_checkout_flow --reason "…"` takes it to 0 %
                • `rampart kill new_checkout_flow --reason "…"` turns the flag off at once
                • also: advance, promote, stepBack
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = 🟢 new_checkout_flow goes on at 25 %
                Why: the window is open
                The flag stays at 25 %; the stage's clock decides again.
                Next, an operator may: rampart pause new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }

    @Test func approvalWanted() throws {
        let entry = try Sample.entry(
            "awaitApproval",
            reason: "every guard passed; 50 % wants an operator's approval",
            to: #"{"phase":"awaitingApproval","percentage":25,"stage":1}"#,
            orders: #"["pause","approve","advance","promote","stepBack","rollback","kill"]"#
        )
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # ✋ new_checkout_flow awaits approval at 25 %
                | Why: every guard passed; 50 % wants an operator's approval
                - *Phase* progressing → awaitingApproval
                - *Stage* stages[1]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                The flag stays at 25 % and its guards go on protecting, until an operator approves.
                *Next: an operator may*
                • `rampart approve new_checkout_flow --reason "…"` allows the next stage once
                • `rampart rollback new_checkout_flow --reason "…"` takes it to 0 %
                • `rampart pause new_checkout_flow --reason "…"` stops the stage's clock
                • also: advance, promote, stepBack, kill
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = ✋ new_checkout_flow awaits approval at 25 %
                Why: every guard passed; 50 % wants an operator's approval
                The flag stays at 25 % and its guards go on protecting, until an operator approves.
                Next, an operator may: rampart approve new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }

    @Test func complete() throws {
        let entry = try Sample.entry(
            "complete",
            reason: "the last stage passed",
            from: #"{"phase":"progressing","percentage":100,"stage":3}"#,
            to: #"{"phase":"completed","percentage":100,"stage":3}"#,
            orders: #"["stepBack","rollback","restart","kill"]"#
        )
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # ✅ new_checkout_flow completed at 100 %
                | Why: the last stage passed
                - *Phase* progressing → completed
                - *Stage* stages[3]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                The flag stays at 100 %. Its guards are no longer watched.
                *Next: an operator may*
                • `rampart rollback new_checkout_flow --reason "…"` takes it to 0 %
                • `rampart kill new_checkout_flow --reason "…"` turns the flag off at once
                • `rampart restart new_checkout_flow --reason "…"` begins again at the first stage
                • also: stepBack
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = ✅ new_checkout_flow completed at 100 %
                Why: the last stage passed
                The flag stays at 100 %. Its guards are no longer watched.
                Next, an operator may: rampart rollback new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }
}
