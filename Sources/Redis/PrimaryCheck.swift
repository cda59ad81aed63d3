/// Makes sure that a server takes itself for a primary before it is written to.
enum PrimaryCheck {
    /// - Throws: `unreachable` when it is a replica or says no role, or why no answer came.
    static func perform(on open: OpenConnection, deadline: ContinuousClock.Instant) async throws(RedisFault) {
        let commands = [RedisCommand("ROLE"), RedisCommand("INFO", "replication")]
        let replies = try await open.pipe.exchange(commands, deadline: deadline)
        // Who may ask for neither learns it from the first write that is refused.
        guard replies.contains(where: { !isLackOfRights($0) }) else { return }
        let role = role(replies)
        guard role != "master" else { return }
        throw RedisFault(
            .unreachable,
            "The sentinels name \(open.endpoint) as the primary, but its role is \(role?.prefix(20) ?? "not told"). "
                + "They are asked again."
        )
    }

    private static func role(_ replies: [RedisReply]) -> String? {
        if let role = replies.first?.array?.first?.string { return role }
        guard case .bulk = replies.last, let text = replies.last?.string else { return nil }
        return RedisServerInfo.fields(of: text)["role"].map(String.init)
    }

    private static func isLackOfRights(_ reply: RedisReply) -> Bool {
        if case .error(let error) = reply { error.prefix == "NOPERM" } else { false }
    }
}
