/// What all transfers of a ``CurlClient`` share.
package struct CurlOptions: Sendable {
    /// The `User-Agent` of requests that bring none.
    package var userAgent: String
    /// Connections open at a time, idle ones included.
    package var maxConnections: Int
    /// Transfers under way at a time to one scheme, host and port, and so connections; further ones wait, in order,
    /// within their time-out.
    package var maxConnectionsPerHost: Int
    /// Transfers accepted at a time, waiting ones included; beyond it a request fails as `overloaded`.
    package var maxInFlight: Int
    /// How long a resolved name is kept.
    package var dnsCache: Duration
    /// How long a connection is reused at most, so that a host that moved is found again.
    package var connectionLifetime: Duration

    /// The defaults suit one process that asks a few metric sources often.
    package init(
        userAgent: String = "rampart",
        maxConnections: Int = 512,
        maxConnectionsPerHost: Int = 256,
        maxInFlight: Int = 16_384,
        dnsCache: Duration = .seconds(60),
        connectionLifetime: Duration = .seconds(300)
    ) {
        self.userAgent = userAgent
        self.maxConnections = maxConnections
        self.maxConnectionsPerHost = maxConnectionsPerHost
        self.maxInFlight = maxInFlight
        self.dnsCache = dnsCache
        self.connectionLifetime = connectionLifetime
    }
}
