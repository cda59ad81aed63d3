import Rollouts

/// What has been counted of both arms.
struct Outcomes: Equatable {
    var exposed = ArmCounts()
    var control = ArmCounts()

    static func += (sum: inout Outcomes, new: Outcomes) {
        sum.exposed.add(new.exposed)
        sum.control.add(new.control)
    }

    /// What came since these were `before`.
    func since(_ before: Outcomes) -> Outcomes {
        Outcomes(exposed: exposed.minus(before.exposed), control: control.minus(before.control))
    }
}

extension ArmCounts {
    /// Adds counts that are 0 or more; what does not fit stays at the most.
    mutating func add(_ other: ArmCounts) {
        exposures = Self.sum(exposures, other.exposures)
        errors = Self.sum(errors, other.errors)
        conversions = Self.sum(conversions, other.conversions)
    }

    /// What is more than `before`, which is no larger.
    func minus(_ before: ArmCounts) -> ArmCounts {
        ArmCounts(
            exposures: exposures - before.exposures,
            errors: errors - before.errors,
            conversions: conversions - before.conversions
        )
    }

    private static func sum(_ one: Int, _ other: Int) -> Int {
        let (sum, over) = one.addingReportingOverflow(other)
        return over ? .max : sum
    }
}
