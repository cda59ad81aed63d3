import Alerts
import Readings
import Redis
import Rollouts
import Web
import Wire

/// The effective configuration: command line over environment over file.
struct Settings: Sendable {
    /// The Redis to use; `nil` where none is named.
    var redisURL: String?
    var redisUser: String?
    var redisPassword: SecretReference?
    var redisTLS = RedisTLS()
    var redisSentinel: RedisSentinel?
    /// The password of the sentinels themselves.
    var sentinelPassword: SecretReference?
    /// How many replicas are to have what protects before it is answered.
    var minReplicaAcks = 0
    /// Where a copy of every state is kept on disk; `nil`: nowhere.
    var stateDirectory: String?
    /// How long the log keeps its entries.
    var logRetention = Duration.seconds(400 * 86_400)
    var keyPrefix = ""
    /// How long Redis may be away before it is alerted.
    var redisAlertAfter = Duration.seconds(30)
    var plansDirectory = "plans"
    var rescan = Duration.seconds(5)
    /// How often all flags are read again, whatever messages and the log say.
    var flagsReload = Duration.seconds(300)
    var defaultSource: String?
    var sources: [String: SourceSettings] = [:]
    var channels: [String: ChannelSettings] = [:]
    var defaultAlerts: [String]?
    var host = "127.0.0.1"
    var port = 8080
    var publicURL: String?
    var tokens: [Token] = []
    /// Origins whose pages may read the server's answers.
    var origins: [String] = []
    var tls: WebServer.TLSFiles?
    /// What evaluations may be made to hang on, by its name.
    var checks: [String: CheckSettings] = [:]
    /// Whether bulk answers of the OpenFeature protocol say where changes can be heard.
    var eventStreams = true
    var leaseTTL = Duration.seconds(15)
    var speed = 1.0
    /// Sources, channels and checks as they were written, for showing them.
    var written = WrittenMaps()

    /// A bearer token's name, role and hash.
    struct Token: Sendable, Equatable {
        var name: String
        var role: Role
        var sha256: String
    }

    /// The tokens as the server looks them up.
    var tokenBook: TokenBook {
        var book = TokenBook()
        for token in tokens { book.add(name: token.name, role: token.role, sha256: token.sha256) }
        return book
    }

    /// Which pages may speak to the server, and which names it answers to.
    var originPolicy: OriginPolicy { OriginPolicy(origins: origins, publicURL: publicURL) }

    /// Channels that plans without `alerts` are told to.
    var defaultChannels: Set<String> { Set(defaultAlerts ?? Array(channels.keys)) }

    /// What the reader of plans must know.
    func planContext(isZone: @escaping @Sendable (String) -> Bool) -> PlanContext {
        PlanContext(
            sources: sources.mapValues(\.shape),
            defaultSource: defaultSource,
            channels: Set(channels.keys),
            isZone: isZone
        )
    }

    /// Whether the server listens to this machine only.
    var isLoopback: Bool { Loopback.contains(host) }
}

/// The maps of a settings file as they were written.
struct WrittenMaps: Sendable {
    var sources: [(String, JSON)] = []
    var alerts: [(String, JSON)] = []
    var checks: [(String, JSON)] = []
}

/// A configuration that cannot be used: every fault in a line of its own.
struct SettingsFault: Error, CustomStringConvertible {
    var lines: [String]
    var description: String { lines.joined(separator: "\n") }
}

/// Addresses that only this machine reaches.
enum Loopback {
    /// Whether `host` is one: `localhost`, `::1` or an address 127.x.y.z.
    static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
