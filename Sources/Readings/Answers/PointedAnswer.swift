import Rollouts
import Wire

/// The answer of a `json` source, read where the configuration points.
struct PointedAnswer {
    let json: JSON
    let shape: AnswerShape
    let wantsControl: Bool

    private var reader: CountReader { CountReader(answer: json) }

    /// The counts or the value.
    func outcome() throws(ReadingFault) -> Reading.Outcome {
        switch shape {
        case .value(let pointer): .value(try reader.number(at: pointer))
        case .counts(let treatment, let control):
            .counts(
                treatment: try counts(treatment),
                control: try control.flatMap { arm throws(ReadingFault) in
                    try self.control(arm)
                }
            )
        }
    }

    private func control(_ arm: AnswerShape.Arm) throws(ReadingFault) -> ArmCounts? {
        do {
            return try counts(arm)
        } catch {
            // The counts of the exposed are worth having without control's.
            guard wantsControl, error.code != .noData else { return nil }
            throw error
        }
    }

    private func counts(_ arm: AnswerShape.Arm) throws(ReadingFault) -> ArmCounts {
        let errors = try reader.neededCount(at: arm.error)
        switch arm.whole {
        case .total(let pointer):
            return ArmCounts(exposures: try reader.neededCount(at: pointer), errors: errors)
        case .success(let pointer):
            let (total, over) = try reader.neededCount(at: pointer).addingReportingOverflow(errors)
            guard !over else {
                throw ReadingFault(
                    .malformed,
                    "answered counts at \(pointer.shown) and \(arm.error.shown) whose sum is too large to be one"
                )
            }
            return ArmCounts(exposures: total, errors: errors)
        }
    }
}
