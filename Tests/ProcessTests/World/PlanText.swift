/// Plans for the tests: quick at the speed of ``World``, where an hour takes a second.
enum PlanText {
    /// Three stages and 100 %, each of them `minutes` long, judged by the success rate.
    static func steps(
        _ flag: String,
        minutes: Int = 30,
        noData: String = "48h",
        revision: Int = 1,
        extra: String = ""
    ) -> String {
        let stages = [5, 25, 50].map { #"{ "percentage": \#($0), "duration": "\#(minutes)m", "minSuccessRate": 0.95 }"# }
        return """
            {
              "flagKey": "\(flag)", "revision": \(revision), "interval": "6m",
              "noData": { "for": "\(noData)", "then": "hold" },\(extra)
              "stages": [
                \(stages.joined(separator: ",\n    ")),
                { "percentage": 100 }
              ]
            }
            """
    }

    /// The smallest plan, its date in the past.
    static let smallest = """
        {
          "flagKey": "new_checkout_flow",
          "currentStage": 0,
          "startDate": "2024-12-26",
          "stages": [
            { "percentage": 5,   "duration": 24, "minSuccessRate": 0.95 },
            { "percentage": 25,  "duration": 24, "minSuccessRate": 0.93 },
            { "percentage": 50,  "duration": 48, "minSuccessRate": 0.90 },
            { "percentage": 100, "duration": 0 }
          ]
        }
        """

    /// What the log holds of a rollout by ``steps(_:minutes:noData:revision:extra:)`` from its begin to its end.
    static let wholeWay = ["schedule 0", "start 5", "advance 25", "advance 50", "advance 100", "complete 100"]
}
