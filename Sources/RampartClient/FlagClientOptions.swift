public import Logging

/// How a ``FlagClient`` works. Every setting has a default that suits a service.
public struct FlagClientOptions: Sendable {
    /// The sentinels that know which Redis is the primary.
    public struct Sentinel: Sendable {
        /// The name under which they watch the primary.
        public var primary: String
        /// Each as `host:port`; list all of them.
        public var sentinels: [String]
        /// The ACL user of the sentinels themselves.
        public var user: String?
        /// The password of the sentinels themselves.
        public var password: String?

        /// Sentinels without login.
        public init(primary: String, sentinels: [String]) {
            self.primary = primary
            self.sentinels = sentinels
        }
    }

    /// What precedes every name in Redis; the same as the server's `redis.keyPrefix`.
    public var keyPrefix = ""
    /// The ACL user of Redis; goes before the URL's.
    public var redisUser: String?
    /// The password of Redis; goes before the URL's.
    public var redisPassword: String?
    /// The sentinels that name the Redis to follow; the URL then says only how it is entered.
    public var sentinel: Sentinel?
    /// A PEM file of the authorities to trust instead of the system's.
    public var authorityFile: String?
    /// Where the last flags are kept on the disk, for a start when nothing else can be reached: read when the client is made,
    /// written some seconds after a change and at a clean end. A file for each client. Default nowhere.
    public var snapshotFile: String?
    /// How often usage is written to Redis. Default 10 s.
    public var usageInterval: Duration = .seconds(10)
    /// How often a server is asked while its stream of changes is not there. Default 15 s.
    public var pollInterval: Duration = .seconds(15)
    /// How often exposures are sent to a server. Default 5 s.
    public var exposureInterval: Duration = .seconds(5)
    /// Is told of each exposure, on the task that exposed; must return soon.
    public var onExposure: (@Sendable (Exposure) -> Void)?
    /// Where the client says what people should know.
    public var logger = Logger(label: "rampart-client")

    /// The defaults.
    public init() {}
}

extension FlagClientOptions: CustomReflectable {
    /// Hides the passwords from `dump`.
    public var customMirror: Mirror {
        Mirror(self, children: ["keyPrefix": keyPrefix, "snapshotFile": snapshotFile ?? ""])
    }
}

extension FlagClientOptions.Sentinel: CustomReflectable {
    /// Hides the password from `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["primary": primary, "sentinels": sentinels]) }
}
