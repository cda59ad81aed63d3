import Wire

/// What a decision was made from, as it stands in the log: enough to make it again, bit for bit.
package struct Grounds: Sendable, Equatable {
    /// The accepted plan's text.
    package var planText: String
    /// The state before.
    package var state: RolloutState
    /// The readings.
    package var readings: [Reading]
    /// The circumstances.
    package var circumstances: Circumstances
    /// By how much every duration of the plan was divided; 1 outside rehearsals.
    package var speed: Double

    /// The grounds of a decision.
    package init(
        planText: String,
        state: RolloutState,
        readings: [Reading],
        circumstances: Circumstances,
        speed: Double = 1
    ) {
        self.planText = planText
        self.state = state
        self.readings = readings
        self.circumstances = circumstances
        self.speed = speed
    }
}
