package import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL

/// The HTTP server's address, limits and encryption.
package enum WebServer {
    /// A certificate chain and its key, both PEM.
    package struct TLSFiles: Sendable, Equatable {
        /// The file of the certificate and of those that vouch for it.
        package var certificateFile: String
        /// The file of its key.
        package var keyFile: String

        /// Files by their paths.
        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// Files that a server cannot speak TLS with.
    package struct TLSFault: Error, CustomStringConvertible {
        /// What is wrong and what to do.
        package let description: String
    }

    /// A server of `responder` on `host` and `port`; port 0 takes a free one, told by `onStart`.
    ///
    /// - Throws: ``TLSFault`` where the files of `tls` hold no certificate or key.
    package static func make<Responder: HTTPResponder>(
        responder: Responder,
        host: String,
        port: Int,
        tls: TLSFiles? = nil,
        limits: ServerLimits = ServerLimits(),
        logger: Logger,
        onStart: @escaping @Sendable (Int) async -> Void
    ) throws(TLSFault) -> some ApplicationProtocol
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        application(responder, try server(tls, limits), limits, host, port, logger, onStart)
    }

    /// A server of `router`, see the form that takes a responder.
    package static func make(
        router: Router<BasicRequestContext>,
        host: String,
        port: Int,
        logger: Logger,
        onStart: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let limits = ServerLimits()
        return application(router.buildResponder(), plain(limits), limits, host, port, logger, onStart)
    }

    private static func application<Responder: HTTPResponder>(
        _ responder: Responder,
        _ server: HTTPServerBuilder,
        _ limits: ServerLimits,
        _ host: String,
        _ port: Int,
        _ logger: Logger,
        _ onStart: @escaping @Sendable (Int) async -> Void
    ) -> Application<Responder> where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        return Application(
            responder: responder,
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: nil,
                backlog: 1024,
                reuseAddress: true,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: quiet)
            ),
            onServerRunning: { channel in await onStart(channel.localAddress?.port ?? port) },
            logger: quiet
        )
    }

    private static func plain(_ limits: ServerLimits) -> HTTPServerBuilder {
        let occupancy = Occupancy(limits)
        return .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [
                    StreamHandler(limits), BrokenRequestHandler(), PatienceHandler(limits, occupancy),
                ],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerField,
                    maxHeaderListSize: limits.headers,
                    maxHeaderFieldCount: limits.headerCount
                )
            )
        )
    }

    private static func server(_ tls: TLSFiles?, _ limits: ServerLimits) throws(TLSFault) -> HTTPServerBuilder {
        guard let tls else { return plain(limits) }
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(tls.certificateFile).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: tls.keyFile, format: .pem))
            )
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            // What is wrong with the pair shows only when it is put together.
            _ = try NIOSSLContext(configuration: configuration)
            return try .tls(plain(limits), tlsConfiguration: configuration)
        } catch {
            throw TLSFault(
                description: "server.tls: \(tls.certificateFile) and \(tls.keyFile) are no certificate and key in PEM "
                    + "that belong together: \(error)"
            )
        }
    }
}
