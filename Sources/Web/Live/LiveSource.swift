import FlagStore
import Store

/// What streams are made of.
protocol LiveSource: Sendable {
    /// Events from now on; the stream ends where its reader is too slow.
    func listen() -> NewsListener<LiveEvent>

    /// What a listener is told first, who is listening already.
    ///
    /// - Parameter since: up to where it knows the log; `nil` where it was not here before.
    func opening(since: String?) async -> LiveOpening
}

/// What a listener is told first.
struct LiveOpening: Sendable {
    /// Where the log stands; `nil` where that is not known yet.
    var revision: String?
    /// What the listener missed.
    var missed: [LiveEvent] = []
    /// Events up to here are in what the listener sees anyway.
    var horizon: Revision?
}
