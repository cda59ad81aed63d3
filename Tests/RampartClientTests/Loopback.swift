import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

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
        // Let go gently: a connection that is being taken while its server is cancelled ends the process.
        var configuration = ServiceGroupConfiguration(services: [server], logger: .quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        let services = ServiceGroup(configuration: configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { started.finish() }
                try await services.run()
            }
            for await port in ports {
                let outcome: Result<Void, any Error>
                do {
                    outcome = .success(try await body(port))
                } catch {
                    outcome = .failure(error)
                }
                await services.triggerGracefulShutdown()
                _ = await group.nextResult()
                return try outcome.get()
            }
            throw NoServer()
        }
    }
}
