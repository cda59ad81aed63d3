import Testing

@testable import Redis

@Suite struct RedisLoginTests {
    @Test(arguments: [
        ("ann", "p@ss w%", nil), ("ann", "wrong", RedisFault.Code.authentication), ("nobody", "x", .authentication),
        (nil, nil, .authentication), (nil, "default", nil),
    ] as [(String?, String?, RedisFault.Code?)])
    func logsIn(user: String?, password: String?, refusal: RedisFault.Code?) async throws {
        try await RedisServer.with { _ in ["--requirepass", "default"] } _: { server in
            var admin = try server.options
            admin.password = "default"
            try await withClient(admin) { client in
                try await client.send(RedisCommand("ACL", "SETUSER", "ann", "on", ">p@ss w%", "~*", "&*", "+@all"))
            }
            var options = try server.options
            options.user = user
            options.password = password
            options.commandTimeout = refusal == nil ? .seconds(20) : .milliseconds(200)
            try await withClient(options) { client in
                guard let refusal else {
                    let name = try await client.send(RedisCommand("ACL", "WHOAMI"))
                    #expect(name.string == user ?? "default")
                    return
                }
                let refused = await fault { try await client.send(RedisCommand("PING")) }
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
                options.heartbeat = .milliseconds(20)
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
                    // Several heartbeats pass, whose PING the user may not send.
                    for round in 0..<10 {
                        try await client.withExclusiveConnection { _ = try await $0.send(RedisCommand("BLPOP", "none", "0.02")) }
                        try await client.send(RedisCommand("PUBLISH", "news", .integer(round)))
                        #expect(await events.next() == .message(channel: "news", payload: Array("\(round)".utf8)))
                    }
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
        let port = try await freePort()
        try await RedisServer.with { directory in
            try Certificates.make(in: directory)
            return [
                "--tls-port", "\(port)", "--tls-ca-cert-file", "\(directory)/ca.pem", "--tls-cert-file", "\(directory)/server.pem",
                "--tls-key-file", "\(directory)/server.key", "--tls-auth-clients", "yes",
            ]
        } _: { server in
            var options = try RedisServer.options(url: "rediss://127.0.0.1:\(port)")
            options.tls = RedisTLS(
                authorityFile: "\(server.directory)/ca.pem",
                certificateFile: "\(server.directory)/client.pem",
                keyFile: "\(server.directory)/client.key"
            )
            // Held against the address, then against a name.
            for name in [nil, "redis.test"] {
                options.tls.serverName = name
                try await withClient(options) { client in
                    let reply = try await client.send(RedisCommand("PING"))
                    #expect(reply == .status("PONG"))
                    var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                    #expect(await events.next() == .subscribed)
                }
            }
            options.commandTimeout = .milliseconds(300)
            var wrong: [RedisOptions] = []
            wrong.append(options)
            wrong[0].tls.serverName = "other.test"
            wrong.append(options)
            wrong[1].tls.authorityFile = nil
            wrong.append(options)
            wrong[2].tls.certificateFile = nil
            wrong.append(options)
            wrong[3].tls.keyFile = "/nowhere"
            for options in wrong {
                try await withClient(options) { client in
                    let refused = await fault { try await client.send(RedisCommand("PING")) }
                    #expect(refused?.code == .unreachable)
                    #expect(refused?.mayHaveRun == false)
                }
            }
        }
    }
}

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
                    "-addext", "subjectAltName=DNS:redis.test,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE",
                    "-addext", "extendedKeyUsage=\(usage)", "-keyout", "\(directory)/\(name).key", "-out", "\(directory)/\(name).pem",
                ] + key
            )
        }
    }
}
