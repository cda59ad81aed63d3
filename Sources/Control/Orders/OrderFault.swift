package import Rollouts
package import Store

/// Why an order was not carried out.
package struct OrderFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of fault.
    package enum Code: Sendable, Equatable {
        /// There is no such flag, or no rollout of it.
        case unknownFlag
        /// It does not fit where the rollout is.
        case refused(OrderRefusal.Code)
        /// The plan that is kept with the rollout cannot be read.
        case unreadablePlan
        /// Others wrote first, each time it was tried.
        case contended
        /// The store failed.
        case store(StoreFault)
    }

    /// What kind of fault.
    package let code: Code
    /// What is wrong and what to do.
    package let description: String

    /// A fault of `code`, with a sentence that says what to do.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// What a fault of the store means to an order.
    package init(_ fault: StoreFault) { self.init(.store(fault), fault.description) }
}
