package import Store

/// Why a desk of the server's could not do what a request asked.
package struct DeskFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of fault.
    package enum Code: String, Sendable {
        /// There is no such flag, or no rollout of it.
        case unknownFlag = "flag_not_found"
        /// The order does not fit the phase.
        case wrongPhase = "wrong_phase"
        /// A guard is breached or unread.
        case guardsNotClear = "guards_not_clear"
        /// There is nothing to do it to.
        case nothingToDo = "nothing_to_do"
        /// The plan that is kept with the rollout cannot be read.
        case unreadablePlan = "unreadable_plan"
        /// Others wrote first, again and again.
        case contended
        /// The store is out of reach.
        case unavailable = "store_unavailable"
        /// The store holds something else than it should.
        case storeFault = "store_fault"
    }

    /// What kind of fault.
    package var code: Code
    /// What is wrong and what to do.
    package var description: String
    /// Whether what was asked may have been done all the same.
    package var mayHaveRun: Bool

    /// A fault.
    package init(_ code: Code, _ description: String, mayHaveRun: Bool = false) {
        self.code = code
        self.description = description
        self.mayHaveRun = mayHaveRun
    }

    /// What a fault of the store means to a request.
    package init(_ fault: StoreFault) {
        let code: Code =
            switch fault.code {
            case .unavailable: .unavailable
            case .wrongType, .corrupt, .refused: .storeFault
            }
        self.init(code, fault.description, mayHaveRun: fault.mayHaveRun)
    }
}
