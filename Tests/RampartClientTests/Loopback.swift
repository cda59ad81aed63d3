import Hummingbird
import Logging
import NIOCore

/// A server of the test's own on this machine.
enum Loopback {
    private struct NoServer: Error {}

    /// Serves a router for the time of `body`, which is told the port; 0 takes any that is free.
    static func serve<Context: RequestContext>(
        _ router: Router<Context>,
        port: Int = 0,
        _ body: @Sendable (Int) async throws -> Void
    ) async throws where Context.Source == ApplicationRequestContextSource {
        let (ports, started) = AsyncStream.makeStream(of: Int.self)
        let server = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { started.yield($0.localAddress?.port ?? 0) },
            logger: .quiet
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { started.finish() }
                try await server.run()
            }
            defer { group.cancelAll() }
            for await port in ports { return try await body(port) }
            throw NoServer()
        }
    }
}
