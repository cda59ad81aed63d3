/// A private authority with a server's and a client's certificate, as PEM files.
enum Certificates {
    /// The name that the server's certificate is for, and nothing else.
    static let serverName = "redis.test"

    /// Makes `ca.pem`, `server.pem`, `server.key`, `client.pem` and `client.key` in `folder`.
    static func make(in folder: ScratchFolder) async throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try await request(folder, "ca", ["-subj", "/CN=authority"] + key)
        for (name, usage) in [("server", "serverAuth"), ("client", "clientAuth")] {
            let extensions = [
                "subjectAltName=DNS:\(serverName)", "basicConstraints=critical,CA:FALSE", "extendedKeyUsage=\(usage)",
            ]
            try await request(
                folder,
                name,
                ["-subj", "/CN=\(name)", "-CA", "ca.pem", "-CAkey", "ca.key"] + extensions.flatMap { ["-addext", $0] } + key
            )
        }
    }

    private static func request(_ folder: ScratchFolder, _ name: String, _ options: [String]) async throws {
        let openssl = try ChildProcess(
            "openssl",
            ["req", "-x509", "-keyout", "\(name).key", "-out", "\(name).pem"] + options,
            folder: folder.path,
            name: "openssl-\(name)"
        )
        guard try await openssl.ending() == .exit(0) else {
            throw Failure("openssl, which the tests of TLS need, makes no certificate: \(openssl.errors)")
        }
    }
}
