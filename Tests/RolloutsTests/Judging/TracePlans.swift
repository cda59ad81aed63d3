/// Plans of the traces.
enum TracePlans {
    /// Stages by their text, one guard on errors of at most 2 %.
    static func errors(_ stages: String, onBreach: String = "rollback", more: String = "", revision: Int = 1) -> String {
        """
        {"flagKey": "f", "revision": \(revision), "stages": [\(stages)], "onBreach": "\(onBreach)"\(more),
         "guards": [{"name": "errors", "metric": {"source": "s"}, "maxErrorRate": 0.02}]}
        """
    }

    static let three =
        #"{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "2h"}, {"percentage": 100, "duration": "1h"}"#
    static let approved =
        #"{"percentage": 5, "duration": "1h"}, {"percentage": 25, "duration": "1h", "approval": true}"#
}
