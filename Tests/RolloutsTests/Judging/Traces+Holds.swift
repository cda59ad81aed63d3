import Rollouts

extension TraceTests {
    private static let one = TracePlans.approved
    private static let plain =
        #"{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "1h"}"#

    static let holds: [Case] = [
        Case(
            name: "no data holds, and recovers by itself",
            plan: TracePlans.errors(plain),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)),
                (.minutes(20), .source(.unreachable("connection refused"))),
                (.minutes(50), .traffic(perHour: 1000, failing: 5)),
            ],
            end: .hours(2.5),
            trace: """
                0s start: progressing 5 %: its time has come
                34m30s hold: holding(noData) 5 %: errors: no usable reading for 15m: connection refused
                50m recover: progressing 5 %: what it held for is gone
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                2h complete: completed 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "no data that halts, and a resume into silence halts again",
            plan: TracePlans.errors(plain, more: #", "noData": {"for": "10m", "then": "halt"}"#),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(20), .source(.noData("an empty vector"))),
                (.hours(1), .order(.resume)),
            ],
            end: .hours(2),
            trace: """
                0s start: progressing 5 %: its time has come
                29m30s halt: halted 5 %: errors: no usable reading for 10m: an empty vector
                1h resume: progressing 5 %: ann said so; evidence of harm begins afresh
                1h10m halt: halted 5 %: errors: no usable reading for 10m: an empty vector
                """
        ),
        Case(
            name: "no data that rolls back",
            plan: TracePlans.errors(plain, more: #", "noData": {"for": "10m", "then": "rollback"}"#),
            cues: [(.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(20), .source(.malformed("html")))],
            end: .hours(2),
            trace: """
                0s start: progressing 5 %: its time has come
                29m30s rollback: rolledBack 0 %: errors: no usable reading for 10m: html
                """
        ),
        Case(
            name: "undecided, with a reminder a day, until a deadline",
            plan: TracePlans.errors(plain, more: #", "interval": "10m", "undecided": {"for": "60h", "then": "halt"}"#),
            cues: [(.zero, .traffic(perHour: 1000, failing: 21))],
            end: .hours(70),
            tick: .minutes(10),
            trace: """
                0s start: progressing 5 %: its time has come
                1h hold: holding(undecided) 5 %: errors: 2.04 % of 833 outcomes failed, at most 2 % may
                1d1h remind: holding(undecided) 5 %: errors: 2.1 % of 24,833 outcomes failed, at most 2 % may
                2d1h remind: holding(undecided) 5 %: errors: 2.1 % of 48,833 outcomes failed, at most 2 % may
                2d13h halt: halted 5 %: errors stayed undecided for 2d12h: 2.1 % of 60,833 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "at the deadline it advances where the guard has passed just then",
            plan: TracePlans.errors(plain, more: #", "undecided": {"for": "12h", "then": "rollback"}"#),
            cues: [
                (.zero, .traffic(perHour: 7, failing: 0)), (.hours(12.99), .traffic(perHour: 2000, failing: 0)),
            ],
            end: .hours(13.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h hold: holding(samplesMissing) 5 %: errors: 6 of the 100 outcomes that it needs
                13h advance: progressing 25 %: 1h in the stage; errors: 0 % of 107 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "too few outcomes, then enough",
            plan: TracePlans.errors(plain),
            cues: [(.zero, .traffic(perHour: 60, failing: 0))],
            end: .hours(2),
            trace: """
                0s start: progressing 5 %: its time has come
                1h hold: holding(samplesMissing) 5 %: errors: 59 of the 100 outcomes that it needs
                1h40m30s advance: progressing 25 %: 1h in the stage; errors: 0 % of 100 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "the window",
            plan: TracePlans.errors(plain),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(30), .window(false)),
                (.hours(3), .window(true)),
            ],
            end: .hours(3.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h hold: holding(windowClosed) 5 %: the window is closed
                3h advance: progressing 25 %: 1h in the stage; errors: 0.468 % of 2,991 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "approval that is waited for",
            plan: TracePlans.errors(one),
            cues: [(.zero, .traffic(perHour: 1000, failing: 5)), (.hours(3), .order(.approve))],
            end: .hours(3.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h awaitApproval: awaitingApproval 5 %: every guard passed; 25 % wants an operator's approval
                3h approve: awaitingApproval 5 %: ann said so
                3h advance: progressing 25 %: 1h in the stage; errors: 0.468 % of 2,991 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "approval given early",
            plan: TracePlans.errors(one),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(10), .order(.approve)),
                (.minutes(20), .order(.approve)),
            ],
            end: .hours(1.5),
            trace: """
                0s start: progressing 5 %: its time has come
                10m approve: progressing 5 %: ann said so
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                """,
            refusals: [
                "approve: 25 % of f is approved already; possible now: pause, advance, promote, stepBack, rollback, kill"
            ]
        ),
    ]
}
