import Rollouts

extension TraceTests {
    private static func plan(_ stages: String, revision: Int = 1) -> String {
        TracePlans.errors(stages, revision: revision)
    }
    private static let middle = #"{"percentage": 25, "duration": "2h"}"#
    private static let healthy: (Duration, Cue) = (.zero, .traffic(perHour: 1000, failing: 5))

    static let edits: [Case] = [
        Case(
            name: "a shorter duration applies at the next check",
            plan: plan(TracePlans.three),
            cues: [
                healthy,
                (
                    .hours(2),
                    .edit(
                        plan(
                            #"{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "30m"}, {"percentage": 50, "duration": "9h"}"#
                        )
                    )
                ),
            ],
            end: .hours(2.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                2h planChanged: progressing 25 %: the plan was edited
                2h advance: progressing 50 %: 30m in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "a stage under way that is gone holds, and never jumps",
            plan: plan(TracePlans.three),
            cues: [
                healthy,
                (
                    .hours(2),
                    .edit(
                        plan(
                            #"{"percentage": 5, "duration": "1h"}, {"percentage": 50, "duration": "1h"}, {"percentage": 100, "duration": "1h"}"#
                        )
                    )
                ),
                (
                    .hours(4),
                    .edit(
                        plan(
                            #"{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "4h"}, {"percentage": 100, "duration": "1h"}"#
                        )
                    )
                ),
            ],
            end: .hours(5.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                2h planChanged: progressing 25 %: the plan was edited
                2h hold: holding(stageGone) 25 %: the plan has no stage of 25 % any more; near it: 5 % and 50 %; put it back, or order advance, stepBack or rollback
                4h planChanged: holding(stageGone) 25 %: the plan was edited
                4h recover: progressing 25 %: what it held for is gone
                5h advance: progressing 100 %: 4h in the stage; errors: 0.476 % of 3,991 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "a stage that is gone, an advance, and no stage above",
            plan: plan(TracePlans.three),
            cues: [
                healthy,
                (.hours(2), .edit(plan(#"{"percentage": 5, "duration": "1h"}, {"percentage": 20, "duration": "1h"}"#))),
                (.hours(3), .order(.advance)), (.hours(4), .order(.stepBack)), (.hours(5), .order(.resume)),
            ],
            end: .hours(5.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                2h planChanged: progressing 25 %: the plan was edited
                2h hold: holding(stageGone) 25 %: the plan has no stage of 25 % any more; near it: 20 %; put it back, or order advance, stepBack or rollback
                4h stepBack: halted 20 %: ann said so
                5h resume: progressing 20 %: ann said so; evidence of harm begins afresh
                """,
            refusals: ["advance: the plan of f has no stage above 25 %; possible now: pause, stepBack, rollback, kill"]
        ),
        Case(
            name: "a halted stage that is gone is not left by a resume",
            plan: TracePlans.errors(TracePlans.three, onBreach: "halt"),
            cues: [
                healthy,
                (
                    .hours(1.5),
                    .edit(
                        TracePlans.errors(
                            #"{"percentage": 5, "duration": "1h"}, {"percentage": 50, "duration": "1h"}"#,
                            onBreach: "halt"
                        )
                    )
                ),
                (.hours(2), .traffic(perHour: 1000, failing: 150)), (.hours(3), .traffic(perHour: 1000, failing: 0)),
                (.hours(3), .order(.resume)),
            ],
            end: .hours(3.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                1h30m planChanged: progressing 25 %: the plan was edited
                1h30m hold: holding(stageGone) 25 %: the plan has no stage of 25 % any more; near it: 5 % and 50 %; put it back, or order advance, stepBack or rollback
                2h5m30s halt: halted 25 %: errors: 1.66 % of 1,083 outcomes failed, at most 2 % may; the odds that the limit is exceeded are 128 to 1
                3h resume: progressing 25 %: ann said so; evidence of harm begins afresh
                3h hold: holding(stageGone) 25 %: the plan has no stage of 25 % any more; near it: 5 % and 50 %; put it back, or order advance, stepBack or rollback
                """
        ),
        Case(
            name: "stages before and after",
            plan: plan(middle + #", {"percentage": 100, "duration": "1h"}"#),
            cues: [
                healthy,
                (
                    .hours(1),
                    .edit(
                        plan(
                            #"{"percentage": 1, "duration": "1h"}, {"percentage": 5, "duration": "1h"}, \#(middle), {"percentage": 50, "duration": "1h"}"#
                        )
                    )
                ),
            ],
            end: .hours(3.5),
            trace: """
                0s start: progressing 25 %: its time has come
                1h planChanged: progressing 25 %: the plan was edited
                2h advance: progressing 50 %: 2h in the stage; errors: 0.452 % of 1,991 outcomes failed, at most 2 % may
                3h complete: completed 50 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "a raised revision begins again",
            plan: plan(TracePlans.three),
            cues: [healthy, (.hours(2), .edit(plan(TracePlans.three, revision: 2)))],
            end: .hours(3.5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                2h restart: progressing 5 %: the plan's revision was raised from 1 to 2: a new attempt, which lowers the exposure from 25 % to 5 %; evidence of harm begins afresh
                3h advance: progressing 25 %: 1h in the stage; errors: 0.5 % of 1,000 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "a lowered revision is refused",
            plan: plan(TracePlans.three, revision: 2),
            cues: [healthy, (.minutes(5), .edit(plan(TracePlans.three)))],
            end: .minutes(10),
            trace: """
                0s start: progressing 5 %: its time has come
                """,
            refusals: ["edit: revision 1 is below the accepted 2; raise it, or put the file back"]
        ),
        Case(
            name: "rolled back, only a raised revision counts",
            plan: plan(TracePlans.three),
            cues: [
                healthy, (.minutes(5), .order(.rollback)), (.minutes(6), .edit(plan(middle))),
                (.minutes(7), .edit(plan(middle, revision: 2))),
            ],
            end: .minutes(10),
            trace: """
                0s start: progressing 5 %: its time has come
                5m rollback: rolledBack 0 %: ann said so
                7m restart: progressing 25 %: the plan's revision was raised from 1 to 2: a new attempt; evidence of harm begins afresh
                """
        ),
        Case(
            name: "killed, no edit counts before the restore",
            plan: plan(TracePlans.three),
            cues: [
                healthy, (.minutes(5), .order(.kill)), (.minutes(6), .edit(plan(middle, revision: 2))),
                (.minutes(7), .order(.restore)), (.minutes(8), .edit(plan(middle, revision: 2))),
            ],
            end: .minutes(10),
            trace: """
                0s start: progressing 5 %: its time has come
                5m kill: killed 5 %: ann said so
                7m restore: progressing 5 %: ann said so; evidence of harm begins afresh
                8m restart: progressing 25 %: the plan's revision was raised from 1 to 2: a new attempt; evidence of harm begins afresh
                """
        ),
        Case(
            name: "an approval falls with its stage",
            plan: plan(TracePlans.approved),
            cues: [
                healthy, (.minutes(5), .order(.approve)),
                (
                    .minutes(6),
                    .edit(
                        plan(
                            #"{"percentage": 5, "duration": "1h"}, {"percentage": 30, "duration": "1h", "approval": true}"#
                        )
                    )
                ),
            ],
            end: .hours(1.5),
            trace: """
                0s start: progressing 5 %: its time has come
                5m approve: progressing 5 %: ann said so
                6m planChanged: progressing 5 %: the plan was edited
                1h awaitApproval: awaitingApproval 5 %: every guard passed; 30 % wants an operator's approval
                """
        ),
        Case(
            name: "a guard that is new five hours into the stage is no outage",
            plan:
                #"{"flagKey": "f", "stages": [{"percentage": 5, "duration": "9h"}], "noData": {"for": "5m", "then": "rollback"}}"#,
            cues: [
                (.hours(5), .source(.unreachable("refused"))),
                (
                    .hours(5),
                    .edit(
                        TracePlans.errors(
                            #"{"percentage": 5, "duration": "9h"}"#,
                            more: #", "noData": {"for": "5m", "then": "rollback"}"#
                        )
                    )
                ),
            ],
            end: .hours(5.2),
            trace: """
                0s start: progressing 5 %: its time has come
                5h planChanged: progressing 5 %: the plan was edited
                5h5m rollback: rolledBack 0 %: errors: no usable reading for 5m: refused
                """
        ),
    ]
}
