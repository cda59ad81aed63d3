import NIOCore

/// How long and how much a connection may cost the server.
package struct ServerLimits: Sendable {
    /// How long a connection may go without a whole request's head, from its start or the last answer on.
    package var idle = Duration.seconds(75)
    /// The same for a connection that came when three quarters of all were taken: those who hold many open without asking
    /// for anything must not keep others out.
    package var crowdedIdle = Duration.seconds(2)
    /// How long a request's body may take.
    package var body = Duration.seconds(60)
    /// How long a client may leave an answer that it was sent in its socket.
    package var stall = Duration.seconds(30)
    /// How often a stream on which nothing happens shows that it lives.
    package var heartbeat = Duration.seconds(15)
    /// How long the client of a WebSocket has to answer that it closes.
    package var farewell = Duration.seconds(1)
    /// The most bytes of a frame that a WebSocket's client may send; it has nothing to say but that it lives.
    package var socketFrame = 1024
    /// The most bytes of one header.
    package var headerField = 32 * 1024
    /// The most bytes of all headers of a request.
    package var headers = 64 * 1024
    /// The most headers of a request.
    package var headerCount = 200
    /// The most connections; more wait in the kernel's queue.
    package var connections = 8192

    /// The limits of a server that anyone may reach.
    package init() {}
}

/// When one connection has kept the server waiting for too long. Pure: the time is an argument.
struct ConnectionPatience {
    private let idle: TimeAmount
    private let body: TimeAmount
    private let stall: TimeAmount
    /// Since when the next head is waited for.
    private var quietSince: NIODeadline
    /// Since when a body is read.
    private var bodySince: NIODeadline?
    /// Since when the client takes nothing.
    private var stalledSince: NIODeadline?
    /// Requests that were begun and are not answered.
    private var open = 0

    /// - Parameter isCrowded: whether the connection came when most were taken.
    init(_ limits: ServerLimits, isCrowded: Bool = false, now: NIODeadline) {
        idle = TimeAmount(isCrowded ? min(limits.idle, limits.crowdedIdle) : limits.idle)
        body = TimeAmount(limits.body)
        stall = TimeAmount(limits.stall)
        quietSince = now
    }

    /// When the connection is to be closed unless something happens; `nil` while it is the server's turn.
    var deadline: NIODeadline? {
        let ends = [
            stalledSince.map { $0 + stall }, bodySince.map { $0 + body },
            open == 0 && bodySince == nil ? quietSince + idle : nil,
        ]
        return ends.compactMap { $0 }.min()
    }

    mutating func headRead(at now: NIODeadline) {
        open += 1
        bodySince = now
    }

    mutating func bodyEnded(at now: NIODeadline) {
        bodySince = nil
        quietSince = now
    }

    mutating func answered(at now: NIODeadline) {
        open = max(0, open - 1)
        quietSince = now
    }

    mutating func writable(_ isWritable: Bool, at now: NIODeadline) {
        stalledSince = isWritable ? nil : stalledSince ?? now
    }
}
