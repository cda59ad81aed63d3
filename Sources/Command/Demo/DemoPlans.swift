import Glibc

/// The demo's three plans, as files that anyone can read.
enum DemoPlans {
    /// Durations of plans are divided by this: an hour passes in a second.
    static let speed = 3600.0

    /// Goes to everybody.
    static let healthy = "new_checkout"
    /// Breaks once it reaches 25 %.
    static let harmful = "instant_refund"
    /// Has a source that is down.
    static let blind = DemoServer.brokenReport

    /// The shares at which each user sees an error, with the feature and without.
    static func errorRate(_ flag: String, percentage: Double, exposed: Bool) -> Double {
        guard exposed else { return 0.004 }
        return flag == harmful && percentage >= 25 ? 0.12 : 0.004
    }

    static let texts: [(flag: String, text: String)] = [
        (healthy, plan(healthy, "Single-page checkout", noData: "4h")),
        (harmful, plan(harmful, "Refunds without a call", noData: "4h")),
        (blind, plan(blind, "Search results by relevance", noData: "1h")),
    ]

    private static func plan(_ flag: String, _ description: String, noData: String) -> String {
        """
        {
          "flagKey": "\(flag)",
          "description": "\(description)",
          "owner": "demo",
          "links": { "runbook": "https://example.com/runbooks/\(flag)" },
          "interval": "5m",
          "noData": { "for": "\(noData)", "then": "hold" },
          "stages": [
            { "percentage": 5,   "duration": "4h" },
            { "percentage": 25,  "duration": "4h" },
            { "percentage": 50,  "duration": "4h" },
            { "percentage": 100, "duration": "2h" }
          ],
          "guards": [
            { "name": "errors", "maxErrorRate": 0.02 }
          ]
        }

        """
    }

    /// Writes the plans into `folder`.
    static func write(to folder: String) throws {
        for (flag, text) in texts {
            let path = "\(folder)/\(flag).json"
            let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw Complaint.unreachable("\(path) cannot be written") }
            Terminal.write(text, to: descriptor)
            close(descriptor)
        }
    }
}
