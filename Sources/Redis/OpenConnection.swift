internal import NIOCore

/// A connection that is ready for commands, and the pipe over which it logged in.
struct OpenConnection: Sendable {
    let channel: any Channel
    let pipe: CommandPipe
    let endpoint: RedisLocation.Endpoint
    let info: RedisServerInfo
    /// What the server told of its cluster; `nil` when it belongs to none, or the user may not ask.
    let cluster: ClusterView?
    /// What the sentinels said of it.
    var primary: SentinelPoll.Answer?

    /// Ends it, if it has not ended.
    func close() {
        channel.close(promise: nil)
    }

    /// Gives what comes from now on to `sink`, which may send at once.
    ///
    /// - Throws: `connectionLost` when the connection has ended meanwhile.
    func handOver(to sink: any ReplySink) async throws(RedisFault) {
        let channel = channel
        do {
            try await channel.eventLoop.submit {
                guard channel.isActive else { throw RedisFault.lost("it ended after the login") }
                let handler = try channel.pipeline.syncOperations.handler(type: ReplyHandler.self)
                handler.handOver(to: sink, channel: channel)
            }.get()
        } catch let fault as RedisFault {
            throw fault
        } catch {
            throw .lost(RedisFault.text(error))
        }
    }
}
