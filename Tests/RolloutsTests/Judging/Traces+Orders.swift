import Rollouts

extension TraceTests {
    static let orders: [Case] = [
        Case(
            name: "paused time is not counted",
            plan: TracePlans.errors(TracePlans.three),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(20), .order(.pause)),
                (.minutes(50), .order(.resume)), (.minutes(60), .order(.pause)), (.minutes(75), .order(.resume)),
            ],
            end: .hours(2),
            trace: """
                0s start: progressing 5 %: its time has come
                20m pause: paused 5 %: ann said so
                50m resume: progressing 5 %: ann said so
                1h pause: paused 5 %: ann said so
                1h15m resume: progressing 5 %: ann said so
                1h45m advance: progressing 25 %: 1h in the stage; errors: 0.46 % of 1,741 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "a new attempt after a rollback",
            plan: TracePlans.errors(TracePlans.three),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.hours(1.5), .order(.rollback)),
                (.hours(2), .order(.restart)),
            ],
            end: .hours(3.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                1h30m rollback: rolledBack 0 %: ann said so
                2h restart: progressing 5 %: ann said so; evidence of harm begins afresh
                3h advance: progressing 25 %: 1h in the stage; errors: 0.5 % of 1,000 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "a kill in the pause, and a restore to it",
            plan: TracePlans.errors(TracePlans.three),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(20), .order(.pause)),
                (.minutes(40), .order(.kill)), (.minutes(50), .order(.resume)), (.minutes(60), .order(.restore)),
                (.minutes(80), .order(.resume)),
            ],
            end: .hours(2.5),
            trace: """
                0s start: progressing 5 %: its time has come
                20m pause: paused 5 %: ann said so
                40m kill: killed 5 %: ann said so
                1h restore: paused 5 %: ann said so; evidence of harm begins afresh
                1h20m resume: progressing 5 %: ann said so
                2h20m advance: progressing 25 %: 1h in the stage; errors: 0.45 % of 1,333 outcomes failed, at most 2 % may
                """,
            refusals: ["resume: resume does not fit: f is killed; possible now: restore"]
        ),
        Case(
            name: "a forced order begins the evidence of harm afresh",
            plan: TracePlans.errors(TracePlans.three),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(20), .source(.unreachable("refused"))),
                (.minutes(30), .order(.advance)), (.minutes(31), .order(.advance, force: true)),
            ],
            end: .minutes(32),
            trace: """
                0s start: progressing 5 %: its time has come
                31m advance: progressing 25 %: ann said so; evidence of harm begins afresh
                """,
            refusals: [
                "advance: errors is not clear: its last usable reading is 10m30s old: refused; wait for it, or use force"
            ]
        ),
        Case(
            name: "promoted past an approval",
            plan: TracePlans.errors(TracePlans.approved + #", {"percentage": 100}"#),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(20), .order(.approve)),
                (.minutes(30), .order(.promote)), (.minutes(31), .order(.stepBack)), (.minutes(32), .order(.stepBack)),
                (.minutes(33), .order(.resume)),
            ],
            end: .hours(3),
            trace: """
                0s start: progressing 5 %: its time has come
                20m approve: progressing 5 %: ann said so
                30m advance: progressing 100 %: ann said so
                30m hold: holding(samplesMissing) 100 %: errors: 0 of the 100 outcomes that it needs
                31m stepBack: halted 25 %: ann said so
                32m stepBack: halted 5 %: ann said so
                33m resume: progressing 5 %: ann said so; evidence of harm begins afresh
                1h33m awaitApproval: awaitingApproval 5 %: every guard passed; 25 % wants an operator's approval
                """
        ),
        Case(
            name: "the plan's file goes, and comes back",
            plan: TracePlans.errors(TracePlans.three),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(20), .lose), (.hours(2), .find),
                (.hours(2.5), .lose), (.hours(3), .order(.resume)),
            ],
            end: .hours(4.5),
            trace: """
                0s start: progressing 5 %: its time has come
                20m orphan: progressing 5 %: the plan's file is gone; the rollout is guarded by the plan kept in Redis and does not advance
                2h adopt: progressing 5 %: the plan's file is back
                2h advance: progressing 25 %: 1h in the stage; errors: 0.452 % of 1,991 outcomes failed, at most 2 % may
                2h30m orphan: progressing 25 %: the plan's file is gone; the rollout is guarded by the plan kept in Redis and does not advance
                3h resume: progressing 25 %: ann said so
                4h advance: progressing 100 %: 2h in the stage; errors: 0.452 % of 1,991 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "a plan that is gone before the start",
            plan: TracePlans.errors(TracePlans.three),
            cues: [(.zero, .lose), (.hours(1), .order(.resume))],
            end: .hours(1.5),
            trace: """
                0s orphan: scheduled 0 %: the plan's file is gone; the rollout is guarded by the plan kept in Redis and does not advance
                1h resume: scheduled 0 %: ann said so
                1h start: progressing 5 %: its time has come
                """
        ),
        Case(
            name: "an orphan is guarded still",
            plan: TracePlans.errors(TracePlans.three),
            cues: [
                (.zero, .traffic(perHour: 1000, failing: 5)), (.minutes(20), .lose),
                (.hours(2), .traffic(perHour: 1000, failing: 200)),
            ],
            end: .hours(4),
            trace: """
                0s start: progressing 5 %: its time has come
                20m orphan: progressing 5 %: the plan's file is gone; the rollout is guarded by the plan kept in Redis and does not advance
                2h3m hold: holding(undecided) 5 %: errors: 0.931 % of 2,041 outcomes failed, at most 2 % may, but the harm seen before is not made up for
                2h3m30s rollback: rolledBack 0 %: errors: 1.02 % of 2,049 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 528 to 1
                """
        ),
    ]
}
