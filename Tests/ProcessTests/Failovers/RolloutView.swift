import Testing

/// A rollout as one server shows it, wherever the scenario's own Redis is not the one.
struct RolloutView: Sendable {
    let server: RedisServer
    var prefix = ""

    /// A field of a rollout.
    func rollout(_ flag: String, _ field: String) -> String? {
        server.attempt("HGET", "\(prefix)rollouts:\(flag)", field)?.text
    }

    /// A field of a flag.
    func flag(_ flag: String, _ field: String) -> String? { server.attempt("HGET", "\(prefix)flags:\(flag)", field)?.text }

    /// Whether the set of enabled flags has it.
    func isEnabled(_ flag: String) throws -> Bool {
        try server("SISMEMBER", "\(prefix)flags:enabled", flag) == .integer(1)
    }

    /// Returns when a rollout is in `phase`.
    func phase(_ flag: String, is phase: String) async throws {
        try await eventually("\(flag) is \(phase); it is \(rollout(flag, "phase") ?? "not there")") {
            rollout(flag, "phase") == phase
        }
    }

    /// Returns when a flag has `percentage`, or has had it.
    func flag(_ flag: String, has percentage: String) async throws {
        try await eventually("\(flag) has \(percentage) %") {
            let steps = ["start \(percentage)", "advance \(percentage)"]
            return try self.flag(flag, "rolloutPercentage") == percentage
                || server.attempt("PING") != nil && way(flag).contains(where: steps.contains)
        }
    }

    /// The log, of one flag or of all.
    func log(_ flag: String? = nil) throws -> [LogEntry] {
        try server("XRANGE", "\(prefix)flags:log", "-", "+").list.compactMap(LogEntry.init)
            .filter { flag == nil || $0.flag == flag }
    }

    /// The log of one flag as kinds and percentages.
    func way(_ flag: String) throws -> [String] { try log(flag).map(\.summary) }
}

/// What a command's JSON says, as far as the tests ask.
enum Said {
    /// A number.
    static func number(_ key: String, in json: String) -> Int? {
        guard let start = json.firstRange(of: "\"\(key)\":")?.upperBound else { return nil }
        return Int(json[start...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "-" })
    }

    /// A text.
    static func text(_ key: String, in json: String) -> String? {
        guard let start = json.firstRange(of: "\"\(key)\":")?.upperBound else { return nil }
        let rest = json[start...].drop { $0 == " " }
        return rest.first == "\"" ? String(rest.dropFirst().prefix { $0 != "\"" }) : nil
    }
}
