internal import NIOCore

/// Who gets what a connection brings. Called on the connection's event loop only.
protocol ReplySink: Sendable {
    /// The connection is this sink's from now on.
    func opened(_ channel: any Channel)
    /// Replies came, in order; a fault that is returned closes the connection.
    func received(_ replies: [RedisReply]) -> RedisFault?
    /// The connection can take bytes again.
    func writable()
    /// The connection is gone, and nothing more comes from it.
    func lost(_ fault: RedisFault)
}
