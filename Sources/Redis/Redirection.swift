/// A cluster node's answer that another node serves what a command is for. The command has not run.
struct Redirection: Equatable {
    /// How long the other node serves it.
    enum Kind: Equatable {
        /// From now on (MOVED).
        case moved
        /// For this command only, while the slot is on its way there (ASK).
        case asked
    }

    let kind: Kind
    let slot: Int
    let endpoint: RedisLocation.Endpoint

    /// Reads `MOVED 3999 127.0.0.1:6381`; `nil` when the error is another.
    init?(_ error: RedisServerError, seenFrom endpoint: RedisLocation.Endpoint) {
        switch error.prefix {
        case "MOVED": kind = .moved
        case "ASK": kind = .asked
        default: return nil
        }
        let words = error.message.split(separator: " ")
        // An IPv6 address comes without brackets: the port is behind the last colon.
        guard words.count >= 3, let slot = Int(words[1]), (0..<16384).contains(slot), let colon = words[2].lastIndex(of: ":"),
            let port = RedisAddress.port(words[2][colon...].dropFirst()),
            let node = ClusterAddress.endpoint(host: String(words[2][..<colon]), port: port, seenFrom: endpoint)
        else { return nil }
        self.slot = slot
        self.endpoint = node
    }
}
