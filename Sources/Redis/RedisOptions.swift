/// What a client needs to know of its server, with its bounds.
package struct RedisOptions: Sendable {
    /// Where the server is.
    package var location: RedisLocation
    /// The ACL user; goes before the URL's.
    package var user: String?
    /// The password; goes before the URL's.
    package var password: String?
    /// The sentinels that name the server; the location then says only how it is entered: TLS, user, password, database.
    package var sentinel: RedisSentinel?
    /// Other nodes of the cluster that the location belongs to, tried when that one is away. Those that a node has told of
    /// are tried as well, so that none is needed while the location can be reached at the start.
    package var seeds: [RedisAddress] = []
    /// What TLS needs beside the system's authorities; used when the location says TLS.
    package var tls = RedisTLS()
    /// For the connection, TLS and login together. Default 5 s.
    package var connectTimeout: Duration = .seconds(5)
    /// How long a command may take that is given no timeout of its own, waiting for a connection included. Default 5 s.
    package var commandTimeout: Duration = .seconds(5)
    /// The waits between attempts to connect. Default 50 ms to 5 s.
    package var backoff = Backoff()
    /// An idle connection is tried by PING this often, so that a dead peer is found; and the sentinels are asked whether
    /// its server is the primary still. Default 10 s.
    package var heartbeat: Duration = .seconds(10)
    /// How many commands may wait or be unanswered; a further one is refused as `overloaded`. Default 100,000.
    package var maxPending = 100_000
    /// How many bytes of commands may wait to be sent. Default 256 MiB.
    package var maxPendingBytes = 256 << 20
    /// How large one reply may be on the wire. Default 512 MiB.
    package var maxReplyBytes = 512 << 20
    /// The name shown by CLIENT LIST; printable ASCII without spaces, else the server refuses it. Default none.
    package var clientName: String?

    /// The defaults for a location.
    package init(location: RedisLocation) {
        self.location = location
    }
}

extension RedisOptions: CustomStringConvertible, CustomReflectable {
    /// The location without the password.
    package var description: String { location.description }

    /// Hides the passwords from `dump`.
    package var customMirror: Mirror { Mirror(self, children: ["location": location.description]) }
}
