/// What is said at the beginning of a connection: user and password, name, database; then what the server is and, in a
/// cluster, who the others are.
struct Handshake {
    let options: RedisOptions

    /// - Throws: `authentication` when the server refuses the login, `server` for another refusal, or why no answer came.
    func perform(
        on pipe: CommandPipe,
        deadline: ContinuousClock.Instant
    ) async throws(RedisFault) -> (info: RedisServerInfo, cluster: ClusterView?) {
        if let login { try Self.check(try await pipe.exchange([login], deadline: deadline)) }
        // A server that is full, still loads its data, or wants a login says so here. A user may lack the right to PING.
        let ping = try await pipe.exchange([RedisCommand("PING")], deadline: deadline)
        try Self.check(ping.filter { !Self.isLackOfRights($0) })
        if options.location.database != 0 {
            let select = RedisCommand("SELECT", .integer(options.location.database))
            try Self.check(try await pipe.exchange([select], deadline: deadline))
        }
        // A user may lack the right to these as well; neither is needed.
        var commands = [RedisCommand("INFO", "server")]
        if let name = options.clientName { commands.append(RedisCommand("CLIENT", "SETNAME", .text(name))) }
        let replies = try await pipe.exchange(commands, deadline: deadline)
        guard let first = replies.first, case .bulk = first, let text = first.string else {
            let mayBeNode = replies.first.map(Self.isLackOfRights) ?? false
            return (RedisServerInfo(version: nil, runID: nil), mayBeNode ? try await cluster(on: pipe, deadline: deadline) : nil)
        }
        let isNode = RedisServerInfo.fields(of: text)["redis_mode"] == "cluster"
        return (RedisServerInfo(info: text), isNode ? try await cluster(on: pipe, deadline: deadline) : nil)
    }

    /// Without the right to these, the first command that is redirected tells where to go.
    private func cluster(on pipe: CommandPipe, deadline: ContinuousClock.Instant) async throws(RedisFault) -> ClusterView? {
        let replies = try await pipe.exchange(
            [RedisCommand("CLUSTER", "SLOTS"), RedisCommand("CLUSTER", "MYID")],
            deadline: deadline
        )
        guard replies.count == 2 else { return nil }
        return ClusterView(slots: replies[0], id: replies[1], seenFrom: options.location.endpoint)
    }

    private static func isLackOfRights(_ reply: RedisReply) -> Bool {
        if case .error(let error) = reply { error.prefix == "NOPERM" } else { false }
    }

    private var login: RedisCommand? {
        let user = options.user ?? options.location.user
        let password = options.password ?? options.location.password
        return switch (user, password) {
        case (nil, nil): nil
        case (nil, let password?): RedisCommand("AUTH", .text(password))
        // A user made with `nopass` takes any password.
        case (let user?, let password): RedisCommand("AUTH", .text(user), .text(password ?? ""))
        }
    }

    private static func check(_ replies: [RedisReply]) throws(RedisFault) {
        for case .error(let error) in replies {
            let isLogin = ["WRONGPASS", "NOAUTH"].contains(error.prefix) || error.message.hasPrefix("ERR AUTH")
            guard isLogin else { throw RedisFault(server: error) }
            throw RedisFault(
                .authentication,
                "Redis refused the login: \(error.message.hasSuffix(".") ? String(error.message.dropLast()) : error.message). Check user and password.",
                server: error
            )
        }
    }
}
