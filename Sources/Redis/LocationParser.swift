/// Takes a Redis URL apart. Its faults never repeat the text, which may hold a password.
struct LocationParser {
    private var rest: Substring

    init(_ url: String) {
        rest = url[...]
    }

    mutating func location() throws(RedisFault) -> RedisLocation {
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw fault("it holds a space or a control character")
        }
        guard let scheme = take(upTo: "://") else { throw fault("it has no scheme") }
        switch scheme.lowercased() {
        case "redis": return try network(usesTLS: false)
        case "rediss": return try network(usesTLS: true)
        case "unix", "redis+unix": return try unix()
        default: throw fault("its scheme is none of these")
        }
    }

    private mutating func network(usesTLS: Bool) throws(RedisFault) -> RedisLocation {
        guard !rest.contains("?"), !rest.contains("#") else { throw fault("it has a query or a fragment") }
        let authority = take(upTo: "/") ?? takeAll()
        let database = rest.isEmpty ? 0 : try number(rest, "database", in: 0...Int(Int32.max))
        var hostAndPort = authority
        var user: String?
        var password: String?
        if let at = authority.lastIndex(of: "@") {
            let login = authority[..<at]
            hostAndPort = authority[authority.index(after: at)...]
            let colon = login.firstIndex(of: ":")
            let name = try decoded(login[..<(colon ?? login.endIndex)])
            user = name.isEmpty ? nil : name
            password = if let colon { try decoded(login[login.index(after: colon)...]) } else { nil }
        }
        let (host, port) = try Self.split(hostAndPort, self)
        return RedisLocation(
            endpoint: .tcp(host: host, port: port),
            usesTLS: usesTLS,
            database: database,
            user: user,
            password: password
        )
    }

    private mutating func unix() throws(RedisFault) -> RedisLocation {
        let path = try decoded(take(upTo: "?") ?? takeAll())
        guard path.hasPrefix("/") else { throw fault("the path of a Unix socket begins with a slash") }
        // The kernel's sockaddr_un holds 108 bytes with the closing zero.
        guard path.utf8.count < 108, !path.utf8.contains(0) else { throw fault("a Unix socket's path has at most 107 bytes") }
        var database = 0
        if !rest.isEmpty {
            guard rest.hasPrefix("db=") else { throw fault("the only query it may have is db=N") }
            database = try number(rest.dropFirst(3), "database", in: 0...Int(Int32.max))
        }
        return RedisLocation(endpoint: .unix(path: path), database: database)
    }

    private static func split(_ text: Substring, _ parser: Self) throws(RedisFault) -> (host: String, port: Int) {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw parser.fault("an IPv6 address needs its closing bracket") }
            host = text[text.index(after: text.startIndex)..<close]
            let tail = text[text.index(after: close)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { throw parser.fault("only a port may follow the address") }
            port = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !host.isEmpty else { throw parser.fault("it has no host") }
        let decodedHost = try parser.decoded(host)
        return (decodedHost, try port.map { text throws(RedisFault) in try parser.number(text, "port", in: 1...65535) } ?? 6379)
    }

    private func number(_ text: Substring, _ what: String, in range: ClosedRange<Int>) throws(RedisFault) -> Int {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text), range.contains(value) else {
            throw fault("its \(what) is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private func decoded(_ text: Substring) throws(RedisFault) -> String {
        guard let decoded = PercentCoding.decode(text) else {
            throw fault("a percent sign is not followed by two hex digits, or the text is not UTF-8")
        }
        return decoded
    }

    private mutating func take(upTo mark: String) -> Substring? {
        var index = rest.startIndex
        while index < rest.endIndex {
            if rest[index...].hasPrefix(mark) {
                defer { rest = rest[index...].dropFirst(mark.count) }
                return rest[..<index]
            }
            index = rest.index(after: index)
        }
        return nil
    }

    private mutating func takeAll() -> Substring {
        defer { rest = "" }
        return rest
    }

    private func fault(_ why: String) -> RedisFault {
        RedisFault(
            .invalidURL,
            "Not a Redis URL: \(why). Write redis://[user[:password]@]host[:port][/db], rediss://… for TLS, "
                + "or unix:///path/to.sock[?db=N]; percent-encode special characters in user and password."
        )
    }
}
