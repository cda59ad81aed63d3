/// A private authority with a server's and a client's certificate.
enum Certificates {
    static func make(in directory: String) throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try ChildProcess.run(
            "openssl",
            ["req", "-x509", "-subj", "/CN=authority", "-keyout", "\(directory)/ca.key", "-out", "\(directory)/ca.pem"] + key
        )
        for (name, usage) in [("server", "serverAuth"), ("client", "clientAuth")] {
            try ChildProcess.run(
                "openssl",
                [
                    "req", "-x509", "-subj", "/CN=\(name)", "-CA", "\(directory)/ca.pem", "-CAkey", "\(directory)/ca.key",
                    "-addext", "subjectAltName=DNS:redis.test,IP:127.0.0.2", "-addext", "basicConstraints=critical,CA:FALSE",
                    "-addext", "extendedKeyUsage=\(usage)", "-keyout", "\(directory)/\(name).key", "-out",
                    "\(directory)/\(name).pem",
                ] + key
            )
        }
    }
}
