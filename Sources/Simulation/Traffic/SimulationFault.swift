/// Why a simulation cannot be run.
package struct SimulationFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// For programs: `badTraffic`, `badErrorRate`, `badRecording`, `noPlanToRun`.
    package let code: String
    /// For people: what is wrong, and what to write instead.
    package let description: String

    /// A fault with its sentence.
    package init(code: String, description: String) {
        self.code = code
        self.description = description
    }
}
