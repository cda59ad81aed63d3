/// What a server says of itself at the beginning of a connection.
package struct RedisServerInfo: Sendable, Equatable {
    /// Such as `7.0.15`; `nil` when the user may not ask.
    package let version: String?
    /// Changes when the server's process does; `nil` when the user may not ask.
    package let runID: String?

    init(version: String?, runID: String?) {
        self.version = version
        self.runID = runID
    }

    /// Reads the answer of INFO.
    init(info: String) {
        let fields = Self.fields(of: info)
        self.init(version: fields["redis_version"].map(String.init), runID: fields["run_id"].map(String.init))
    }

    /// The lines `name:value` of an answer of INFO.
    static func fields(of info: String) -> [Substring: Substring] {
        var fields: [Substring: Substring] = [:]
        for line in info.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...]
        }
        return fields
    }
}

/// Whether a client has its server.
package enum RedisConnectionState: Sendable, Equatable {
    /// Logged in and ready for commands.
    case connected(RedisServerInfo)
    /// Without a connection; the client keeps trying until it is stopped.
    case disconnected(RedisFault)
}
