import Testing

@testable import Redis

@Suite struct RedisLoginTests {
    @Test(
        arguments: [
            ("ann", "p@ss w%", nil), ("ann", "wrong", RedisFault.Code.authentication), ("nobody", "x", .authentication),
            (nil, nil, .authentication), (nil, "default", nil),
        ] as [(String?, String?, RedisFault.Code?)]
    )
    func logsIn(user: String?, password: String?, refusal: RedisFault.Code?) async throws {
        try await RedisServer.with { _ in
            ["--requirepass", "default"]
        } _: { server in
            var admin = try server.options
            admin.password = "default"
            try await withClient(admin) { client in
                try await client.send(RedisCommand("ACL", "SETUSER", "ann", "on", ">p@ss w%", "~*", "&*", "+@all"))
            }
            var options = try server.options
            options.user = user
            options.password = password
            try await withClient(options) { client in
                guard let refusal else {
                    let name = try await client.send(RedisCommand("ACL", "WHOAMI"))
                    #expect(name.string == user ?? "default")
                    return
                }
                _ = await client.waitForLoss()
                let refused = await fault { try await client.send(RedisCommand("PING"), timeout: .milliseconds(20)) }
                #expect(refused?.code == refusal)
                #expect(refused?.mayHaveRun == false)
                let refusal1 = await fault { try await client.withExclusiveConnection { _ in } }
                #expect(refusal1?.code == refusal)
            }
        }
    }

    @Test func aUserWithFewRightsCanConnectAndListen() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                try await client.send(RedisCommand("ACL", "SETUSER", "eva", "on", ">x", "~f:*", "&news", "+get", "+subscribe"))
                var options = try server.options
                options.user = "eva"
                options.password = "x"
                options.clientName = "eva"
                options.heartbeat = .seconds(1)
                try await withClient(options) { eva in
                    #expect(try await eva.send(RedisCommand("GET", "f:1")) == .null)
                    let refusal2 = await fault { try await eva.send(RedisCommand("SET", "f:1", "x")) }
                    #expect(refusal2?.server?.prefix == "NOPERM")
                    for await state in eva.connectionStates() {
                        #expect(state == .connected(RedisServerInfo(version: nil, runID: nil)))
                        break
                    }
                    var events = eva.subscribe(channels: ["news"]).makeAsyncIterator()
                    #expect(await events.next() == .subscribed)
                    // Two heartbeats pass, whose PING the user may not send.
                    try await client.withExclusiveConnection { _ = try await $0.send(RedisCommand("BLPOP", "none", "2.2")) }
                    try await client.send(RedisCommand("PUBLISH", "news", "x"))
                    #expect(await events.next() == .message(channel: "news", payload: [0x78]))
                    var refused = eva.subscribe(channels: ["other"]).makeAsyncIterator()
                    guard case .lost(let reason) = await refused.next() else {
                        Issue.record("the channel is not eva's")
                        return
                    }
                    #expect(reason.server?.prefix == "NOPERM")
                }
            }
        }
    }

    @Test func encryptsAndVerifies() async throws {
        let port = try freePort()
        try await RedisServer.with { directory in
            try Certificates.make(in: directory)
            return [
                "--tls-port", "\(port)", "--tls-ca-cert-file", "\(directory)/ca.pem", "--tls-cert-file", "\(directory)/server.pem",
                "--tls-key-file", "\(directory)/server.key", "--tls-auth-clients", "yes",
                "--protected-mode", "no",
            ]
        } _: { server in
            // The certificate is for the name redis.test and for the address 127.0.0.2.
            for (host, name) in [("127.0.0.2", nil), ("127.0.0.1", "redis.test")] {
                try await withClient(Self.options(server, "rediss://\(host):\(port)") { $0.serverName = name }) { client in
                    let reply = try await client.send(RedisCommand("PING"))
                    #expect(reply == .status("PONG"))
                    var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                    #expect(await events.next() == .subscribed)
                }
            }
            let mistakes: [(name: String, make: (inout RedisTLS) -> Void)] = [
                ("an address that is not in the certificate", { $0.serverName = nil }),
                ("another name", { $0.serverName = "other.test" }),
                ("an authority that is not trusted", { $0.authorityFile = nil }),
                ("no certificate for the server", { $0.certificateFile = nil }),
                ("a key file that is not there", { $0.keyFile = "/nowhere" }),
            ]
            for mistake in mistakes {
                try await withClient(Self.options(server, "rediss://127.0.0.1:\(port)", mistake.make)) { client in
                    let reason = await client.waitForLoss()
                    #expect(reason?.code == .unreachable, "\(mistake.name)")
                    #expect(reason?.message.contains("connect(") == false, "\(mistake.name)")
                }
            }
        }
    }

    private static func options(
        _ server: RedisServer,
        _ url: String,
        _ change: (inout RedisTLS) -> Void
    ) throws -> RedisOptions {
        var options = try RedisServer.options(url: url)
        options.tls = RedisTLS(
            authorityFile: "\(server.directory)/ca.pem",
            certificateFile: "\(server.directory)/client.pem",
            keyFile: "\(server.directory)/client.key",
            serverName: "redis.test"
        )
        change(&options.tls)
        return options
    }
}
