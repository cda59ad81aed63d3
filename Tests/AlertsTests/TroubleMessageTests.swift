import Testing

@testable import Alerts

/// Whole messages, as they are read; `MessageText` says how they are written down.
@Suite struct TroubleMessageTests {
    @Test func rollback() throws {
        let entry = try Sample.rollback()
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # ⏪ new_checkout_flow rolled back: 25 % → 0 %
                | Why: checkout errors: 3.07 % of 1,204 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 445 to 1
                - *Share* 25 % → 0 %
                - *Phase* progressing → rolledBack
                - *Guard* checkout errors: breached
                - *Reading* 3.07 % errors
                - *Limit* at most 2 % errors
                - *Sample* 1,204 outcomes, 37 failed
                - *Odds of harm* 445 to 1, a breach at 199 to 1
                - *Stage* stages[1]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                Rampart set the flag to 0 %: nobody is exposed to it any more. It stays there until an operator restarts it or the plan's revision is raised.
                *Other guards*
                • p95 latency ms: passed; is 640, must be at most 800
                *Next: an operator may*
                • `rampart restart new_checkout_flow --reason "…"` begins again at the first stage
                • `rampart kill new_checkout_flow --reason "…"` turns the flag off at once
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = ⏪ new_checkout_flow rolled back: 25 % → 0 %
                Why: checkout errors: 3.07 % of 1,204 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 445 to 1
                Rampart set the flag to 0 %: nobody is exposed to it any more. It stays there until an operator restarts it or the plan's revision is raised.
                Next, an operator may: rampart restart new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }

    @Test func halt() throws {
        let entry = try Sample.entry(
            "halt",
            reason: "p95 latency ms: is 950, must be at most 800",
            to: #"{"phase":"halted","percentage":25,"stage":1}"#,
            orders: #"["resume","stepBack","rollback","restart","kill"]"#,
            more:
                #","guard":"p95 latency ms","verdicts":[{"guard":"p95 latency ms","standing":"breached","rule":"value","figure":950,"limit":800,"samples":12,"failures":4,"message":"is 950"}]"#
        )
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # 🛑 new_checkout_flow halted at 25 %
                | Why: p95 latency ms: is 950, must be at most 800
                - *Phase* progressing → halted
                - *Guard* p95 latency ms: breached
                - *Reading* 950
                - *Limit* 800
                - *Sample* 12 readings, 4 failed
                - *Stage* stages[1]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                The flag stays at 25 %: those users are still exposed. It does not move until an operator decides; guards that are not breached go on protecting.
                *Next: an operator may*
                • `rampart rollback new_checkout_flow --reason "…"` takes it to 0 %
                • `rampart resume new_checkout_flow --reason "…"` enters the stage anew
                • `rampart restart new_checkout_flow --reason "…"` begins again at the first stage
                • also: stepBack, kill
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = 🛑 new_checkout_flow halted at 25 %
                Why: p95 latency ms: is 950, must be at most 800
                The flag stays at 25 %: those users are still exposed. It does not move until an operator decides; guards that are not breached go on protecting.
                Next, an operator may: rampart rollback new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }

    @Test func hold() throws {
        let entry = try Sample.entry(
            "hold",
            reason: "checkout errors: 12 of the 100 outcomes that it needs",
            to: #"{"phase":"holding","percentage":25,"stage":1}"#,
            more:
                #","hold":"samplesMissing","guard":"checkout errors","verdicts":[{"guard":"checkout errors","standing":"samplesMissing","rule":"limit","figure":0,"limit":0.02,"samples":12,"failures":0,"message":"12 of the 100 outcomes that it needs"}]"#
        )
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # ⏳ new_checkout_flow holds at 25 %: too few outcomes
                | Why: checkout errors: 12 of the 100 outcomes that it needs
                - *Phase* progressing → holding
                - *Guard* checkout errors: too few outcomes
                - *Reading* 0 % errors
                - *Limit* at most 2 % errors
                - *Sample* 12 outcomes, 0 failed
                - *Stage* stages[1]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                The flag stays at 25 %, its guards go on protecting. It goes on by itself once that clears.
                *Next: an operator may*
                • `rampart rollback new_checkout_flow --reason "…"` takes it to 0 %
                • `rampart advance new_checkout_flow --reason "…"` enters the next stage now
                • `rampart pause new_checkout_flow --reason "…"` stops the stage's clock
                • also: promote, stepBack, kill
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = ⏳ new_checkout_flow holds at 25 %: too few outcomes
                Why: checkout errors: 12 of the 100 outcomes that it needs
                The flag stays at 25 %, its guards go on protecting. It goes on by itself once that clears.
                Next, an operator may: rampart rollback new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }

    @Test func orphan() throws {
        let entry = try Sample.entry(
            "orphan",
            reason: "the plan's file is gone",
            orders: #"["pause","resume","rollback","kill"]"#
        )
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # 📭 new_checkout_flow lost its plan's file at 25 %
                | Why: the plan's file is gone
                - *Stage* stages[1]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                The flag stays at 25 %, guarded by the plan that was accepted last. It does not advance until the file is back or an operator resumes it.
                *Next: an operator may*
                • `rampart resume new_checkout_flow --reason "…"` goes on
                • `rampart rollback new_checkout_flow --reason "…"` takes it to 0 %
                • `rampart pause new_checkout_flow --reason "…"` stops the stage's clock
                • also: kill
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by controller · attempt 1, entry 1.2 · log 1798283405000-0
                = 📭 new_checkout_flow lost its plan's file at 25 %
                Why: the plan's file is gone
                The flag stays at 25 %, guarded by the plan that was accepted last. It does not advance until the file is back or an operator resumes it.
                Next, an operator may: rampart resume new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }

    @Test func killByAnOperator() throws {
        let entry = try Sample.entry(
            "kill",
            actor: "anna",
            reason: "complaints <!channel>",
            to: #"{"phase":"killed","percentage":25,"stage":1}"#,
            orders: #"["restore"]"#
        )
        let text = try Sample.render(entry)
        #expect(
            text == #"""
                # ⛔ new_checkout_flow killed: off, was at 25 %
                | Ordered by anna: complaints &lt;!channel&gt;
                - *Phase* progressing → killed
                - *Stage* stages[1]
                - *In it since* 2026-12-26T09:00:00Z, for 2h10m
                - *Owner* payments
                The flag is off for everyone at once. It stays off until an operator restores it.
                *Next: an operator may*
                • `rampart restore new_checkout_flow --reason "…"` turns the flag on as before the kill
                <https://rampart.example.com/flags/new_checkout_flow|Dashboard> · <https://wiki.example.com/checkout|Runbook> · <https://grafana.example.com/d/1?a=1&amp;b=2|Grafana>
                > 2026-12-26T11:10:05Z by anna · attempt 1, entry 1.2 · log 1798283405000-0
                = ⛔ new_checkout_flow killed: off, was at 25 %
                Ordered by anna: complaints &lt;!channel&gt;
                The flag is off for everyone at once. It stays off until an operator restores it.
                Next, an operator may: rampart restore new_checkout_flow --reason "…"
                https://rampart.example.com/flags/new_checkout_flow
                """#
        )
    }
}
