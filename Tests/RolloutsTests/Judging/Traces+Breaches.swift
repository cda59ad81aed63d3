import Rollouts

extension TraceTests {
    private static let ten = TracePlans.three

    static let breaches: [Case] = [
        Case(
            name: "a breach at 25 %",
            plan: TracePlans.errors(ten),
            cues: [(.zero, .traffic(perHour: 1000, failing: 5)), (.hours(1.5), .traffic(perHour: 1000, failing: 150))],
            end: .hours(5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                1h35m30s rollback: rolledBack 0 %: errors: 2.74 % of 583 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 167 to 1
                """
        ),
        Case(
            name: "a halt, and a resume that enters the stage anew",
            plan: TracePlans.errors(ten, onBreach: "halt"),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 100)), (.hours(0.5), .traffic(perHour: 1000, failing: 5)),
                (.hours(2), .order(.advance)), (.hours(3), .order(.resume)),
            ],
            end: .hours(4.5),
            trace: """
                0s start: progressing 5 %: its time has come
                6m halt: halted 5 %: errors: 9.89 % of 91 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 230 to 1
                3h resume: progressing 5 %: ann said so; evidence of harm begins afresh
                4h advance: progressing 25 %: 1h in the stage; errors: 0.5 % of 1,000 outcomes failed, at most 2 % may
                """,
            refusals: [
                "advance: advance does not fit: f is halted; possible now: resume, stepBack, rollback, restart, kill"
            ]
        ),
        Case(
            name: "a step back stops at the stage before",
            plan: TracePlans.errors(ten, onBreach: "stepBack"),
            cues: [(.zero, .traffic(perHour: 1000, failing: 5)), (.hours(1.5), .traffic(perHour: 1000, failing: 150))],
            end: .hours(5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                1h35m30s stepBack: halted 5 %: errors: 2.74 % of 583 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 167 to 1
                """
        ),
        Case(
            name: "a step back from the first stage is to nobody",
            plan: TracePlans.errors(ten, onBreach: "stepBack"),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 150)), (.hours(2), .order(.rollback)),
                (.hours(3), .traffic(perHour: 1000, failing: 0)), (.hours(3), .order(.resume)),
            ],
            end: .hours(3.5),
            trace: """
                0s start: progressing 5 %: its time has come
                3m stepBack: halted 0 %: errors: 14.6 % of 41 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 145 to 1
                3h resume: progressing 5 %: ann said so; evidence of harm begins afresh
                """,
            refusals: ["rollback: rollback does not fit: f is halted; possible now: resume, restart, kill"]
        ),
        Case(
            name: "harm while it is paused",
            plan: TracePlans.errors(ten),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(30), .order(.pause)),
                (.hours(3), .traffic(perHour: 1000, failing: 150)),
            ],
            end: .hours(5),
            trace: """
                0s start: progressing 5 %: its time has come
                30m pause: paused 5 %: ann said so
                3h5m30s rollback: rolledBack 0 %: errors: 0.908 % of 3,083 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 246 to 1
                """
        ),
        Case(
            name: "two guards that see one harm step back once",
            plan: """
                {"flagKey": "f", "onBreach": "stepBack", "stages": [{"percentage": 1, "duration": "1h"},
                   {"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "9h"}],
                 "guards": [{"name": "a", "metric": {"source": "s"}, "maxErrorRate": 0.02},
                   {"name": "b", "metric": {"source": "s"}, "maxErrorRate": 0.02}]}
                """,
            cues: [(.zero, .traffic(perHour: 1000, failing: 5)), (.hours(3), .traffic(perHour: 1000, failing: 150))],
            end: .hours(5),
            trace: """
                0s start: progressing 1 %: its time has come
                1h advance: progressing 5 %: 1h in the stage; a: 0.404 % of 991 outcomes failed, at most 2 % may; b: 0.404 % of 991 outcomes failed, at most 2 % may
                2h advance: progressing 25 %: 1h in the stage; a: 0.404 % of 991 outcomes failed, at most 2 % may; b: 0.404 % of 991 outcomes failed, at most 2 % may
                3h6m30s stepBack: halted 5 %: a: 1.91 % of 1,100 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 3,176 to 1
                """
        ),
        Case(
            name: "halted, another guard goes on protecting",
            plan: """
                {"flagKey": "f", "stages": [{"percentage": 5, "duration": "9h"}],
                 "guards": [{"name": "errors", "metric": {"source": "s"}, "maxErrorRate": 0.02, "onBreach": "halt"},
                   {"name": "latency", "metric": {"source": "s", "query": "q"}, "max": 800, "failureLimit": 1}]}
                """,
            cues: [(.zero, .traffic(perHour: 1000, failing: 150)), (.hours(3), .value(801))],
            end: .hours(5),
            trace: """
                0s start: progressing 5 %: its time has come
                3m halt: halted 5 %: errors: 14.6 % of 41 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 145 to 1
                3h30s rollback: rolledBack 0 %: latency: is 801, must be at most 800; 2 of 361 readings failed, 2 in a row
                """
        ),
        Case(
            name: "where control fails as well, the message says so",
            plan: """
                {"flagKey": "f", "stages": [{"percentage": 50, "duration": "9h"}],
                 "guards": [{"name": "errors", "metric": {"source": "s"}, "maxErrorRate": 0.02,
                   "comparedToControl": {}}]}
                """,
            cues: [(.zero, .traffic(perHour: 1000, failing: 150, control: 150))],
            end: .hours(5),
            trace: """
                0s start: progressing 50 %: its time has come
                3m30s rollback: rolledBack 0 %: errors: 14 % of 50 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 335 to 1; control fails as well (14 % of 50)
                """
        ),
        Case(
            name: "worse than control within the limit",
            plan: """
                {"flagKey": "f", "stages": [{"percentage": 50, "duration": "9h"}],
                 "guards": [{"name": "errors", "metric": {"source": "s"}, "comparedToControl": {"maxRatio": 1.5}}]}
                """,
            cues: [(.zero, .traffic(perHour: 1000, failing: 100, control: 20))],
            end: .hours(5),
            trace: """
                0s start: progressing 50 %: its time has come
                23m30s rollback: rolledBack 0 %: errors: 9.92 % of 383 exposed failed against 1.83 % of 383 in control, at most 1.5 times as many may; the odds that the exposed fail more are 124 to 1
                """
        ),
    ]
}
