import Testing

@testable import Redis

@Suite(.timeLimit(.minutes(10))) struct SentinelLoginTests {
    /// One sentinel and one server, both with TLS that asks for a client's certificate, and each with a password.
    private func withEncryptedPair(_ body: (RedisOptions) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let files = directory.path
        try Certificates.make(in: files)
        // The certificate is for the address 127.0.0.2.
        let tls = [
            "tls-ca-cert-file": "\(files)/ca.pem", "tls-cert-file": "\(files)/server.pem", "tls-key-file": "\(files)/server.key",
            "tls-auth-clients": "yes",
        ]
        let port = try freePort()
        let server = RedisServer(
            directory: files,
            arguments: ["--tls-port", "\(port)", "--bind", "127.0.0.2", "--requirepass", "of the server"]
                + tls.flatMap { ["--" + $0, $1] }
        )
        defer { server.kill() }
        try await server.start()
        let address = RedisAddress(host: "127.0.0.2", port: try freePort())
        let sentinel = RedisServer(directory: "\(files)/sentinel", arguments: ["\(files)/sentinel.conf", "--sentinel"])
        defer { sentinel.kill() }
        try SentinelGroup.makeDirectory(sentinel.directory)
        try SentinelGroup.write(
            """
            port 0
            tls-port \(address.port)
            bind 127.0.0.2
            tls-replication yes
            unixsocket \(sentinel.socket)
            dir \(sentinel.directory)
            logfile \(sentinel.directory)/log
            requirepass "of the sentinel"
            sentinel monitor main 127.0.0.2 \(port) 1
            sentinel auth-pass main "of the server"
            \(tls.map { "\($0) \($1)" }.joined(separator: "\n"))

            """,
            to: "\(files)/sentinel.conf"
        )
        try await sentinel.start()
        var options = try RedisServer.options(url: "rediss://nowhere.invalid:1")
        options.password = "of the server"
        options.tls = RedisTLS(
            authorityFile: "\(files)/ca.pem",
            certificateFile: "\(files)/client.pem",
            keyFile: "\(files)/client.key"
        )
        options.sentinel = RedisSentinel(primary: "main", sentinels: [address])
        options.sentinel?.password = "of the sentinel"
        options.sentinel?.timeout = .seconds(20)
        try await body(options)
    }

    @Test func sentinelsAndServerAreEnteredEachInItsWay() async throws {
        try await withEncryptedPair { options in
            try await withClient(options) { client in
                let reply = try await client.send(RedisCommand("SET", "k", "v"))
                #expect(reply == .status("OK"))
                var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
            }
            let mistakes: [(code: RedisFault.Code, words: String, make: (inout RedisOptions) -> Void)] = [
                (.authentication, "WRONGPASS", { $0.sentinel?.password = "of nobody" }),
                (.authentication, "NOAUTH", { $0.sentinel?.password = nil }),
                (.authentication, "WRONGPASS", { $0.password = "of the sentinel" }),
                (.unreachable, "No sentinel", { $0.sentinel?.usesTLS = false }),
                (.unreachable, "No sentinel", { $0.tls.certificateFile = nil }),
                (.unreachable, "No sentinel", { $0.tls.authorityFile = nil }),
            ]
            for mistake in mistakes {
                var wrong = options
                mistake.make(&wrong)
                try await withClient(wrong) { client in
                    let reason = await client.waitForLoss()
                    #expect(reason?.code == mistake.code, "\(reason.debugDescription)")
                    #expect(reason?.message.contains(mistake.words) == true, "\(reason.debugDescription)")
                    #expect(reason?.message.contains("of the") == false || mistake.code == .unreachable)
                    let refusal = await fault { try await client.send(RedisCommand("PING"), timeout: .milliseconds(20)) }
                    #expect(refusal?.code == mistake.code)
                }
            }
        }
    }

    @Test func passwordsAreNotPrinted() {
        var sentinel = RedisSentinel(primary: "main", sentinels: [RedisAddress(host: "s", port: 26379)])
        sentinel.user = "ann"
        sentinel.password = "hidden"
        var dumped = ""
        dump(sentinel, to: &dumped)
        for text in ["\(sentinel)", String(reflecting: sentinel), dumped] {
            #expect(!text.contains("hidden"))
            #expect(text.contains("main of s:26379"))
        }
    }
}
