/// Where a Redis server is and how to enter it, read from a URL.
package struct RedisLocation: Sendable, Equatable {
    /// How the server is reached.
    package enum Endpoint: Sendable, Equatable {
        /// TCP, `host` being a name or an address (IPv6 without brackets).
        case tcp(host: String, port: Int)
        /// A Unix socket by its path.
        case unix(path: String)
    }

    /// How the server is reached.
    package var endpoint: Endpoint
    /// Whether the connection is encrypted (`rediss`).
    package var usesTLS: Bool
    /// The number of the database, from 0.
    package var database: Int
    /// The ACL user; `nil` is the default user.
    package var user: String?
    /// The password in the URL. Never printed.
    package var password: String?

    /// Reads `redis://[user[:password]@]host[:port][/db]`, `rediss://…` (TLS) or `unix:///path/to.sock[?db=N]`.
    /// User, password and path may be percent-encoded. The port is 6379 and the database 0 when not given.
    ///
    /// - Throws: `RedisFault` with code `invalidURL`; its message says the forms and never repeats the URL.
    package init(url: String) throws(RedisFault) {
        var parser = LocationParser(url)
        self = try parser.location()
    }

    init(endpoint: Endpoint, usesTLS: Bool = false, database: Int = 0, user: String? = nil, password: String? = nil) {
        self.endpoint = endpoint
        self.usesTLS = usesTLS
        self.database = database
        self.user = user
        self.password = password
    }
}

extension RedisLocation.Endpoint: CustomStringConvertible {
    /// `host:port`, or the path.
    package var description: String {
        switch self {
        case .tcp(let host, let port): RedisAddress(host: host, port: port).description
        case .unix(let path): path
        }
    }
}

extension RedisLocation: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The URL without the password.
    package var description: String {
        switch endpoint {
        case .unix(let path):
            return "unix://\(path)" + (database == 0 ? "" : "?db=\(database)")
        case .tcp(let host, let port):
            let scheme = usesTLS ? "rediss" : "redis"
            let name = user.map { "\($0)@" } ?? ""
            let address = RedisAddress(host: host, port: port)
            return "\(scheme)://\(name)\(address)" + (database == 0 ? "" : "/\(database)")
        }
    }

    /// The same as `description`.
    package var debugDescription: String { description }

    /// Hides the password from `dump`.
    package var customMirror: Mirror { Mirror(self, children: ["location": description]) }
}
