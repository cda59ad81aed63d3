/// How the server's certificate is verified and which one the client shows. Verification is always on.
package struct RedisTLS: Sendable, Equatable {
    /// A PEM file of the authorities to trust instead of the system's.
    package var authorityFile: String?
    /// A PEM file of the client's certificate chain, for servers that ask for one.
    package var certificateFile: String?
    /// The PEM file of the private key of `certificateFile`.
    package var keyFile: String?
    /// The name that the server's certificate must bear, when it is not the host of the URL.
    package var serverName: String?

    /// The parts, all optional.
    package init(
        authorityFile: String? = nil,
        certificateFile: String? = nil,
        keyFile: String? = nil,
        serverName: String? = nil
    ) {
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.serverName = serverName
    }
}
