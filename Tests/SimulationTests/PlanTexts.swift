import Rollouts
import Testing

/// Plans that tests simulate.
enum PlanTexts {
    /// One stage of half an hour at 10 %, errors at most 5 %.
    static let short = #"{"flagKey": "f", "stages": [{"percentage": 10, "duration": "30m", "minSamples": 20}], \#(errors(0.05))}"#

    /// Four short stages.
    static let four = """
        {"flagKey": "f", "stages": [
          {"percentage": 5, "duration": "10m", "minSamples": 20}, {"percentage": 25, "duration": "10m", "minSamples": 20},
          {"percentage": 50, "duration": "20m", "minSamples": 20}, {"percentage": 100, "duration": 0}],
         \(errors(0.05))}
        """

    /// Everything that a screen has to follow: two guards, control, a delay, clusters, safety, stages' own limits.
    static let rich = """
        {"flagKey": "f", "delay": "1m", "interval": "20s", "stages": [
          {"percentage": 10, "duration": "15m", "minSamples": 20, "minSuccessRate": 0.9},
          {"percentage": 40, "duration": "15m", "minSamples": 20, "approval": true},
          {"percentage": 100, "duration": "5m", "minSuccessRate": 0.95}],
         "undecided": {"for": "30m", "then": "halt"},
         "guards": [
          {"name": "compared", "maxErrorRate": 0.06, "comparedToControl": {"maxRatio": 1.2}, "interval": "30s"},
          {"name": "shown", "comparedToControl": {}, "pass": "evidence", "eventsPerUser": 2, "onBreach": "stepBack"},
          {"name": "none", "maxErrorRate": 0.2, "pass": "evidence", "interval": "70s"}]}
        """

    static func errors(_ limit: Double) -> String { #""guards": [{"name": "errors", "maxErrorRate": \#(limit)}]"# }

    static func read(_ text: String) throws -> Plan {
        let outcome = PlanReader.read(Array(text.utf8), context: PlanContext(defaultSource: "source"))
        return try #require(outcome.plan, "\(outcome.diagnostics)")
    }
}
