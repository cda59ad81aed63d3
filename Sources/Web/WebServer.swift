package import Hummingbird
package import Logging

/// The HTTP server's address and router.
package enum WebServer {
    /// A server of `router` on `host` and `port`; port 0 takes a free one, told by `onStart`.
    package static func make(
        router: Router<BasicRequestContext>,
        host: String,
        port: Int,
        logger: Logger,
        onStart: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        return Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: nil,
                backlog: 1024,
                reuseAddress: true
            ),
            onServerRunning: { channel in await onStart(channel.localAddress?.port ?? port) },
            logger: quiet
        )
    }
}
