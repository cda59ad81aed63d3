import Alerts
import Configuration
import Readings
import Redis
import Rollouts
import Wire

/// Lays command line, environment and file over each other.
struct SettingsLayers {
    /// Settings of the command line by their dotted keys.
    var options: [String: String]
    /// The environment.
    var environment: [String: String]
    /// The file's name and bytes, where one was named.
    var file: (name: String, bytes: [UInt8])?

    /// Settings with an environment variable of another name than `RAMPART_` and the key.
    private static let shortNames: [String: [String]] = [
        "plans.directory": ["rampart", "plans"], "speed": ["rampart", "speed"],
    ]

    /// The effective settings.
    func settings() throws(SettingsFault) -> Settings {
        let file =
            try self.file.map { named throws(SettingsFault) in
                try SettingsFile(name: named.name, bytes: named.bytes)
            } ?? SettingsFile()
        let reader = ConfigReader(providers: [
            Self.provider("command line", options),
            EnvironmentVariablesProvider(environmentVariables: environment).mapKeys { key in
                let components = Self.shortNames[key.components.joined(separator: ".")] ?? ["rampart"] + key.components
                return AbsoluteConfigKey(components, context: key.context)
            },
            Self.provider("file", file.singles),
        ])
        var settings = Settings()
        settings.redisURL = reader.string(forKey: "redis.url", isSecret: true)
        settings.redisUser = reader.string(forKey: "redis.user")
        settings.redisTLS = RedisTLS(
            authorityFile: reader.string(forKey: "redis.caFile"),
            certificateFile: reader.string(forKey: "redis.certificateFile"),
            keyFile: reader.string(forKey: "redis.keyFile"),
            serverName: reader.string(forKey: "redis.serverName")
        )
        settings.redisSentinel = file.sentinel
        settings.sentinelPassword = file.sentinelPassword
        if settings.redisURL == nil, let sentinel = file.sentinel?.sentinels.first {
            // The sentinels say where the primary is; a URL would only say how it is entered.
            settings.redisURL = "redis://\(sentinel)"
        }
        settings.minReplicaAcks = try count(reader, "redis.minReplicaAcks", 0...100) ?? 0
        settings.stateDirectory = reader.string(forKey: "state.directory")
        settings.logRetention = try duration(reader, "log.retention", settings.logRetention, least: .seconds(3600))
        settings.redisPassword = file.redisPassword
        settings.keyPrefix = reader.string(forKey: "redis.keyPrefix", default: "")
        settings.redisAlertAfter = try duration(reader, "redis.alertAfter", settings.redisAlertAfter)
        settings.plansDirectory = reader.string(forKey: "plans.directory", default: settings.plansDirectory)
        settings.rescan = try duration(reader, "plans.rescan", settings.rescan, least: .milliseconds(50))
        settings.flagsReload = try duration(reader, "flags.reload", settings.flagsReload, least: .milliseconds(50))
        settings.leaseTTL = try duration(reader, "lease.ttl", settings.leaseTTL, least: .milliseconds(500))
        settings.host = reader.string(forKey: "server.host", default: settings.host)
        settings.port = try count(reader, "server.port", 0...65_535) ?? 8080
        settings.publicURL = reader.string(forKey: "server.publicURL")
        settings.speed = try speed(reader)
        settings.tokens = file.tokens
        settings.origins = file.origins
        settings.tls = file.tls
        settings.checks = file.checks
        settings.eventStreams = try truth(reader, "server.eventStreams") ?? true
        settings.sources = file.sources
        settings.written = file.written
        settings.channels = file.channels
        settings.defaultAlerts = file.defaultAlerts
        settings.defaultSource = reader.string(forKey: "defaultSource")
        try addCommonCases(&settings)
        return settings
    }

    private static func provider(_ name: String, _ values: [String: String]) -> InMemoryProvider {
        let pairs = values.map { key, text in
            (
                AbsoluteConfigKey(key.split(separator: ".").map(String.init), context: [:]),
                ConfigValue(.string(text), isSecret: false)
            )
        }
        return InMemoryProvider(name: name, values: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    /// The analytics source and the Slack channel that the environment alone may name.
    private func addCommonCases(_ settings: inout Settings) throws(SettingsFault) {
        if let url = environment["RAMPART_ANALYTICS_URL"], settings.sources["analytics"] == nil {
            let hasAuthorization = environment["RAMPART_ANALYTICS_AUTH"] != nil
            let headers: JSON? = hasAuthorization ? ["Authorization": ["env": "RAMPART_ANALYTICS_AUTH"]] : nil
            let json = JSON.object([("kind", "report"), ("url", JSON(url)), ("headers", headers)])
            let findings = Findings()
            settings.written.sources.append(("analytics", json))
            settings.sources["analytics"] = SourceSettings.read(json, path: "RAMPART_ANALYTICS_URL", findings: findings)
            guard !findings.hasErrors else {
                throw SettingsFault(lines: findings.inOrder.map { "error: \($0.path): \($0.message)" })
            }
        }
        if settings.defaultSource == nil {
            settings.defaultSource =
                settings.sources.count == 1
                ? settings.sources.keys.first
                : settings.sources["analytics"] == nil ? nil : "analytics"
        }
        if environment["RAMPART_SLACK_WEBHOOK_URL"] != nil, settings.channels["slack"] == nil {
            let json: JSON = ["kind": "slack", "webhookURL": ["env": "RAMPART_SLACK_WEBHOOK_URL"]]
            settings.written.alerts.append(("slack", json))
            settings.channels["slack"] = ChannelSettings.read(
                name: "slack",
                json,
                path: "RAMPART_SLACK_WEBHOOK_URL",
                findings: Findings()
            )
        }
    }

    private func duration(
        _ reader: ConfigReader,
        _ key: String,
        _ otherwise: Duration,
        least: Duration = .milliseconds(1)
    ) throws(SettingsFault) -> Duration {
        guard let text = reader.string(forKey: ConfigKey(key)) else { return otherwise }
        guard let duration = Duration(planText: text), duration >= least else {
            throw SettingsFault(lines: [
                "error: \(key): '\(text)' is no length of time from \(least.planText); write 90s or 15m"
            ])
        }
        return duration
    }

    private func count(_ reader: ConfigReader, _ key: String, _ range: ClosedRange<Int>) throws(SettingsFault) -> Int? {
        guard let text = reader.string(forKey: ConfigKey(key)) else { return nil }
        guard let count = Int(text), range.contains(count) else {
            throw SettingsFault(lines: [
                "error: \(key): '\(text)' is not valid; write a whole number from \(range.lowerBound) to \(range.upperBound)"
            ])
        }
        return count
    }

    private func truth(_ reader: ConfigReader, _ key: String) throws(SettingsFault) -> Bool? {
        guard let text = reader.string(forKey: ConfigKey(key)) else { return nil }
        guard let truth = Bool(text) else {
            throw SettingsFault(lines: ["error: \(key): '\(text)' is not valid; write true or false"])
        }
        return truth
    }

    private func speed(_ reader: ConfigReader) throws(SettingsFault) -> Double {
        guard let text = reader.string(forKey: "speed") else { return 1 }
        guard let speed = Double(text), speed >= 1, speed <= 1_000_000 else {
            throw SettingsFault(lines: ["error: RAMPART_SPEED: '\(text)' is no speed; write a number, 1 to 1000000"])
        }
        return speed
    }
}
