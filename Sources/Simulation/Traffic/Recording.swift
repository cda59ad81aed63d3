import Rollouts
package import Wire

/// Recorded traffic: new outcomes of the exposed and of control, in the order of time.
///
/// Each record holds what came since the one before it. It is replayed as it stands: nobody knows what another share of
/// users would have done.
package struct Recording: Sendable, Equatable {
    /// What came until a moment.
    struct Record: Sendable, Equatable {
        /// Milliseconds after the rollout's start.
        let at: Int
        /// The guard that it is for; `nil`: every guard.
        let guardName: String?
        /// New outcomes of the exposed.
        let exposed: ArmCounts
        /// New outcomes of control, where they were recorded.
        let control: ArmCounts?
    }

    let records: [Record]

    private static let most = 1_000_000
    private static let mostCount = 1_000_000_000_000

    /// Reads `[{"at": 30, "exposures": 100, "errors": 1}]`: `at` in seconds, also `guard`, `controlExposures` and
    /// `controlErrors`; counts are new ones, not sums. Throws with the place of the first fault.
    package init(json: JSON, guardNames: [String]) throws(SimulationFault) {
        let findings = Findings()
        guard let parts = json.array, !parts.isEmpty, parts.count <= Self.most else {
            throw Self.fault("expected a list of 1 to \(Self.most) records such as \(Self.example)")
        }
        var records: [Record] = []
        let known = ["at", "guard", "exposures", "errors", "controlExposures", "controlErrors"]
        for (index, part) in parts.enumerated() {
            let path = "[\(index)]"
            guard let fields = Fields(part, path: path, known: known, findings: findings) else { continue }
            let at = fields.number("at", in: 0...315_360_000)
            let exposures = fields.integer("exposures", in: 0...Self.mostCount)
            let errors = fields.integer("errors", in: 0...Self.mostCount)
            let name = fields.string("guard")
            if let name, !guardNames.contains(name) {
                fields.error("guard", "the plan has no guard \(name.quoted)\(Suggestion.phrase(for: name, among: guardNames))")
            }
            let controlExposures = fields.integer("controlExposures", in: 0...Self.mostCount)
            let controlErrors = fields.integer("controlErrors", in: 0...Self.mostCount)
            if (controlExposures == nil) != (controlErrors == nil) {
                findings.error(path, at: part.place, "controlExposures and controlErrors go together; write both or neither")
            }
            guard let at, let exposures, let errors else {
                findings.error(path, at: part.place, "a record needs at, exposures and errors, such as \(Self.example)")
                continue
            }
            if errors > exposures { fields.error("errors", "more errors than exposures") }
            if let controlErrors, let controlExposures, controlErrors > controlExposures {
                fields.error("controlErrors", "more errors than exposures")
            }
            let milliseconds = Int((at * 1000).rounded())
            if let last = records.last, milliseconds < last.at { fields.error("at", "is before the record above; sort them") }
            let control = controlExposures.flatMap { exposures in
                controlErrors.map { ArmCounts(exposures: exposures, errors: $0) }
            }
            records.append(
                Record(
                    at: milliseconds,
                    guardName: name,
                    exposed: ArmCounts(exposures: exposures, errors: errors),
                    control: control
                )
            )
        }
        if let first = findings.inOrder.first(where: { $0.severity == .error }) {
            throw Self.fault("\(first.place.line):\(first.place.column): \(first.path): \(first.message)")
        }
        self.records = records
    }

    private static let example = #"{"at": 30, "exposures": 100, "errors": 1}"#

    private static func fault(_ text: String) -> SimulationFault {
        SimulationFault(code: "badRecording", description: text)
    }
}
