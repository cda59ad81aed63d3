package import Redis

/// Why the store could not do what was asked.
package struct StoreFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of fault.
    package enum Code: String, Sendable {
        /// Redis is out of reach or did not answer; the write may have happened.
        case unavailable
        /// A name in Redis holds another kind of value than Rampart keeps there.
        case wrongType
        /// What Redis holds is not what Rampart writes.
        case corrupt
        /// Redis refused the command.
        case refused
    }

    /// What kind of fault.
    package let code: Code
    /// What happened and what to do.
    package let description: String
    /// Whether a write may have happened all the same.
    package let mayHaveRun: Bool

    /// A fault of `code`, with a sentence that says what to do.
    package init(_ code: Code, _ description: String, mayHaveRun: Bool = false) {
        self.code = code
        self.description = description
        self.mayHaveRun = mayHaveRun
    }

    /// What a fault of the client means to the store.
    package init(_ fault: RedisFault) {
        guard fault.code == .server, let server = fault.server else {
            self.init(.unavailable, fault.message, mayHaveRun: fault.mayHaveRun)
            return
        }
        switch server.prefix {
        case "WRONGTYPE": self.init(.wrongType, fault.message, mayHaveRun: fault.mayHaveRun)
        case "LOADING", "BUSY", "MASTERDOWN", "MOVED", "ASK", "EXECABORT", "CLUSTERDOWN", "TRYAGAIN", "READONLY", "NOREPLICAS",
            "MISCONF", "OOM":
            self.init(.unavailable, fault.message, mayHaveRun: fault.mayHaveRun)
        default: self.init(.refused, fault.message, mayHaveRun: fault.mayHaveRun)
        }
    }
}
