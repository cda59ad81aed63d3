internal import NIOCore
internal import NIOSSL

/// TLS as the options ask for it. Made anew for each connection, so that renewed certificate files are read.
struct Encryption: Sendable {
    private let context: NIOSSLContext
    private let serverName: String?

    init(_ options: RedisOptions) throws(RedisFault) {
        let tls = options.tls
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.shutdownTimeout = .milliseconds(500)
            if let file = tls.authorityFile {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
            }
            if let file = tls.certificateFile {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) }
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: tls.keyFile ?? file, format: .pem))
            }
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw RedisFault(
                .unreachable,
                "TLS for Redis at \(options.location) cannot be set up: \(error). Check the authority, certificate and key files."
            )
        }
        serverName =
            switch options.location.endpoint {
            case .tcp(let host, _): tls.serverName ?? host
            case .unix: tls.serverName
            }
    }

    /// The handler that encrypts one connection.
    func handler() throws -> NIOSSLClientHandler {
        do {
            return try NIOSSLClientHandler(context: context, serverHostname: serverName)
        } catch let error as NIOSSLExtraError where error == .cannotUseIPAddressInSNI {
            // The certificate is then held against the address of the peer.
            return try NIOSSLClientHandler(context: context, serverHostname: nil)
        }
    }
}
