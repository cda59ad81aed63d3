import Rollouts

extension TraceTests {
    static let health: [Case] = [
        Case(
            name: "a healthy run",
            plan: TracePlans.errors(TracePlans.three),
            cues: [(.zero, .traffic(perHour: 1000, failing: 5))],
            end: .hours(5),
            trace: """
                0s start: progressing 5 %: its time has come
                1h advance: progressing 25 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                3h advance: progressing 100 %: 2h in the stage; errors: 0.452 % of 1,991 outcomes failed, at most 2 % may
                4h complete: completed 100 %: 1h in the stage; errors: 0.404 % of 991 outcomes failed, at most 2 % may
                """
        ),
        Case(
            name: "four stages of the smallest plan",
            plan: """
                {"flagKey": "new_checkout_flow", "currentStage": 0, "startDate": "2026-12-26", "stages": [
                    { "percentage": 5,   "duration": 24, "minSuccessRate": 0.95 },
                    { "percentage": 25,  "duration": 24, "minSuccessRate": 0.93 },
                    { "percentage": 50,  "duration": 48, "minSuccessRate": 0.90 },
                    { "percentage": 100, "duration": 0 }]}
                """,
            cues: [(.zero, .traffic(perHour: 100, failing: 10))],
            end: .hours(100),
            tick: .seconds(60),
            trace: """
                0s start: progressing 5 %: its time has come
                1d advance: progressing 25 %: 1d in the stage; success rate: 99 % of 2,398 outcomes succeeded, at least 95 % must
                2d advance: progressing 50 %: 1d in the stage; success rate: 99 % of 2,398 outcomes succeeded, at least 93 % must
                4d advance: progressing 100 %: 2d in the stage; success rate: 99 % of 4,798 outcomes succeeded, at least 90 % must
                4d complete: completed 100 %: nothing guards this stage
                """
        ),
        Case(
            name: "it starts at its date, after others, in its window, on a flag that is free",
            plan: """
                {"flagKey": "f", "startDate": "2026-12-26T10:00:00+01:00", "after": ["g"],
                 "window": {"from": "09:00", "to": "17:00"}, "stages": [{"percentage": 5, "duration": "1h"}]}
                """,
            cues: [
                (.zero, .others(["g"])), (.zero, .standing(.some(.init(enabled: true, percentage: .all)))),
                (.zero, .window(false)), (.minutes(10), .others([])),
                (.minutes(20), .standing(.init(enabled: true, percentage: .all, killed: true))),
                (.minutes(30), .standing(nil)), (.minutes(40), .window(true)),
            ],
            end: .hours(2),
            trace: """
                0s hold: scheduled(waitsForOthers) 0 %: it waits for g to be completed
                10m hold: scheduled(flagIsLive) 0 %: the flag is on already at 100 %, above the first stage's 5 %; order start, or set takeOver, to begin all the same
                20m hold: scheduled(flagIsKilled) 0 %: an operator has killed the flag; restore it, or order start
                30m hold: scheduled(windowClosed) 0 %: the window is closed
                40m start: progressing 5 %: its time has come
                1h40m complete: completed 5 %: 1h in the stage; nothing guards this stage
                """
        ),
        Case(
            name: "a live flag waits for an order, however few its first stage is for",
            plan: """
                {"flagKey": "f", "stages": [{"percentage": 100, "duration": "1h", "segments": ["staff"]},
                  {"percentage": 5}]}
                """,
            cues: [
                (.zero, .standing(.some(.init(enabled: true, percentage: .all)))), (.minutes(10), .order(.start)),
            ],
            end: .hours(2),
            trace: """
                0s hold: scheduled(flagIsLive) 0 %: the flag is on already at 100 %, above the first stage's 100 % of staff; order start, or set takeOver, to begin all the same
                10m start: progressing 100 %: ann said so
                1h10m advance: progressing 5 %: 1h in the stage; nothing guards this stage
                1h10m complete: completed 5 %: nothing guards this stage
                """
        ),
        Case(
            name: "the first stage asks for approval, which start gives",
            plan: #"{"flagKey": "f", "stages": [{"percentage": 5, "duration": "1h", "approval": true}]}"#,
            cues: [(.minutes(10), .order(.approve)), (.minutes(20), .order(.start))],
            end: .hours(2),
            trace: """
                20m start: progressing 5 %: ann said so
                1h20m complete: completed 5 %: 1h in the stage; nothing guards this stage
                """,
            refusals: ["approve: approve does not fit: f is scheduled; possible now: start, kill"]
        ),
    ]
}
