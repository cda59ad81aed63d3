package import Rollouts
package import Wire

/// What the server needs of rollouts; the program's wiring has the real one.
package protocol RolloutDesk: Sendable {
    /// Every rollout in short, and who leads: an object.
    func rollouts() async throws(DeskFault) -> JSON
    /// One rollout in full.
    func rollout(_ flag: String) async throws(DeskFault) -> JSON
    /// What was done to a flag, newest first: an object with at most `limit` entries.
    ///
    /// - Parameter withGrounds: whether decisions come with everything that they were made from.
    func history(_ flag: String, limit: Int, withGrounds: Bool) async throws(DeskFault) -> JSON
    /// The series of readings for plots: an object.
    func readings(_ flag: String, _ choice: ReadingsChoice) async throws(DeskFault) -> JSON
    /// Takes an order: what came of it, an object.
    ///
    /// - Parameter mark: names the request; it is done once under that name.
    func take(_ ticket: OrderTicket, for flag: String, mark: RequestMark?) async throws(DeskFault) -> JSON
}

/// Which readings are asked for.
package struct ReadingsChoice: Sendable, Equatable {
    /// One guard's; `nil`: all guards'.
    package var guardName: String?
    /// From then on.
    package var since: Moment?
    /// Until then.
    package var until: Moment?

    /// A choice; by itself all there is.
    package init(guardName: String? = nil, since: Moment? = nil, until: Moment? = nil) {
        self.guardName = guardName
        self.since = since
        self.until = until
    }
}

/// Names a request that is to be done once, in the log's entry of what it did.
package struct RequestMark: Sendable, Equatable {
    /// 32 hex digits.
    package var text: String
    /// Whether it may have been done already, so that the log is to be looked at first.
    package var mayBeDone: Bool

    /// A request's mark.
    package init(text: String, mayBeDone: Bool) {
        self.text = text
        self.mayBeDone = mayBeDone
    }
}
