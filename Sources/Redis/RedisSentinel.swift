/// The sentinels that know which server is the primary.
package struct RedisSentinel: Sendable, Equatable {
    /// The name under which they watch the primary (`sentinel monitor NAME …`).
    package var primary: String
    /// Where they are; asked together, and believed when more than half of these have answered. List all of them.
    package var sentinels: [RedisAddress]
    /// The ACL user of the sentinels themselves, which is not that of the primary.
    package var user: String?
    /// The password of the sentinels themselves. Never printed.
    package var password: String?
    /// Whether the sentinels speak TLS, with the same certificates as the servers; `nil`: as the location says.
    package var usesTLS: Bool?
    /// How long one sentinel may take, connection and answer together. Default 1 s.
    package var timeout: Duration = .seconds(1)

    /// Sentinels without login, with TLS where the location has it.
    package init(primary: String, sentinels: [RedisAddress]) {
        self.primary = primary
        self.sentinels = sentinels
    }
}

extension RedisSentinel: CustomStringConvertible, CustomReflectable {
    /// The primary's name and the sentinels, without the password.
    package var description: String { "\(primary) of \(sentinels.map(\.description).joined(separator: ", "))" }

    /// Hides the password from `dump`.
    package var customMirror: Mirror { Mirror(self, children: ["sentinel": description]) }
}
