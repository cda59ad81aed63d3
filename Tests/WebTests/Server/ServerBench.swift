import Hummingbird
import Logging
import NIOCore
import NIOPosix

@testable import Web

/// A server on a free port of this machine, for the time of a test.
enum ServerBench {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Serves `door` while `body` runs; it is told the port.
    static func with<Value: Sendable>(
        _ door: Frontdoor,
        limits: ServerLimits = ServerLimits(),
        tls: WebServer.TLSFiles? = nil,
        _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        let (ports, started) = AsyncStream.makeStream(of: Int.self)
        let server = try WebServer.make(
            responder: door,
            host: "127.0.0.1",
            port: 0,
            tls: tls,
            limits: limits,
            logger: quiet,
            onStart: { started.yield($0) }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            for await port in ports { return try await body(port) }
            throw Ended()
        }
    }

    /// Sends `texts` one after the other, and gives all that comes back until the server closes.
    static func talk(to port: Int, _ texts: [String]) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            // A channel that was wrapped and then not connected in time ends the process.
            .connectTimeout(.minutes(10))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            // The server may have closed before everything is sent, which is what some tests are about.
            for text in texts { try? await outbound.write(ByteBuffer(string: text)) }
            var answer = ByteBuffer()
            do {
                for try await part in inbound { answer.writeImmutableBuffer(part) }
            } catch is IOError {}
            return String(buffer: answer)
        }
    }

    /// The server ended before it began.
    struct Ended: Error {}
}
