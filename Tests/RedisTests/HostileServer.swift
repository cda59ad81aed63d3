import NIOCore
import NIOPosix

@testable import Redis

/// A server that greets like Redis and answers what comes next as it is told: with bytes, and then perhaps by closing.
final class HostileServer {
    private let directory: TemporaryDirectory
    private let channel: any Channel

    private init(directory: TemporaryDirectory, channel: any Channel) {
        self.directory = directory
        self.channel = channel
    }

    var url: String { "unix://\(directory.path)/hostile.sock" }

    /// Where it listens, when it listens over TCP.
    var address: RedisAddress { RedisAddress(host: "127.0.0.1", port: channel.localAddress?.port ?? 0) }

    /// - Parameter greeting: answers the first pieces of each connection, PING and INFO; as a good server does, when
    ///   not given.
    static func with(
        greeting: [String] = ["+PONG\r\n", "$0\r\n\r\n"],
        answer: String,
        closes: Bool = false,
        overTCP: Bool = false,
        _ body: (HostileServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Answering(greeting: greeting, answer: answer, closes: closes)
                    )
                }
            }
        let path = "\(directory.path)/hostile.sock"
        let binding = overTCP ? bootstrap.bind(host: "127.0.0.1", port: 0) : bootstrap.bind(unixDomainSocketPath: path)
        let channel = try await binding.get()
        let server = HostileServer(directory: directory, channel: channel)
        do {
            try await body(server)
            try await channel.close()
        } catch {
            try await channel.close()
            throw error
        }
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var greeting: ArraySlice<String>
        private let answer: String
        private let closes: Bool

        init(greeting: [String], answer: String, closes: Bool) {
            self.greeting = greeting[...]
            self.answer = answer
            self.closes = closes
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !greeting.isEmpty else { return giveAnswer(context) }
            // Several commands may come in one piece.
            let bytes = Array(unwrapInboundIn(data).readableBytesView)
            let commands = bytes.indices.count { bytes[$0] == 0x2A && ($0 == 0 || bytes[$0 - 1] == 0x0A) }
            let greetings = greeting.prefix(commands)
            greeting = greeting.dropFirst(commands)
            for greeting in greetings { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: greeting)), promise: nil) }
            if commands > greetings.count { giveAnswer(context) }
        }

        private func giveAnswer(_ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            if closes { context.close(promise: nil) }
        }
    }
}
