import Alerts
import Readings
import Redis
import Rollouts
import Web
import Wire

/// Reads `rampart.json`: maps and lists at once, single settings as texts for the layers above.
struct SettingsFile {
    /// Single settings by their dotted keys.
    private(set) var singles: [String: String] = [:]
    private(set) var redisPassword: SecretReference?
    private(set) var sentinel: RedisSentinel?
    private(set) var sentinelPassword: SecretReference?
    private(set) var sources: [String: SourceSettings] = [:]
    private(set) var channels: [String: ChannelSettings] = [:]
    private(set) var defaultAlerts: [String]?
    private(set) var written = WrittenMaps()
    private(set) var tokens: [Settings.Token] = []
    private(set) var origins: [String] = []
    private(set) var tls: WebServer.TLSFiles?
    private(set) var checks: [String: CheckSettings] = [:]
    private let findings = Findings()

    /// No file.
    init() {}

    /// Reads the text of the file called `name`.
    init(name: String, bytes: [UInt8]) throws(SettingsFault) {
        do throws(JSONFault) {
            read(try JSON.parse(bytes, limits: JSONLimits(maxBytes: 1 << 20, maxDepth: 32, duplicates: .keep)))
        } catch {
            let fault = Diagnostic(severity: .error, place: error.place, path: "", message: error.message)
            throw SettingsFault(lines: [fault.line(file: name)])
        }
        guard !findings.hasErrors else {
            throw SettingsFault(lines: findings.inOrder.map { $0.line(file: name) })
        }
    }

    private mutating func read(_ json: JSON) {
        let known = [
            "redis", "plans", "defaultSource", "sources", "alerts", "defaultAlerts", "server", "lease", "log", "state",
            "flags",
        ]
        guard let top = Fields(json, known: known, findings: findings) else { return }
        text(top, "defaultSource")
        redis(top)
        if let plans = top.fields("plans", known: ["directory", "rescan"]) {
            text(plans, "directory")
            duration(plans, "rescan")
        }
        if let flags = top.fields("flags", known: ["reload"]) { duration(flags, "reload") }
        if let lease = top.fields("lease", known: ["ttl"]) { duration(lease, "ttl") }
        if let state = top.fields("state", known: ["directory"]) { text(state, "directory") }
        if let log = top.fields("log", known: ["level", "format", "retention"]) {
            text(log, "level")
            text(log, "format")
            duration(log, "retention")
        }
        maps(top)
        server(top)
    }

    private mutating func redis(_ top: Fields) {
        let texts = ["url", "user", "keyPrefix", "caFile", "certificateFile", "keyFile", "serverName"]
        let known = texts + ["password", "alertAfter", "sentinel", "minReplicaAcks"]
        guard let redis = top.fields("redis", known: known) else { return }
        for key in texts { text(redis, key) }
        if (redis["certificateFile"] == nil) != (redis["keyFile"] == nil) {
            redis.error("certificateFile", "a client's certificate needs both certificateFile and keyFile")
        }
        duration(redis, "alertAfter")
        redisPassword = redis.secret("password")
        if let url = redis["url"]?.string, url.contains("@"),
            url.split(separator: "@").first?.dropFirst(9).contains(":") == true
        {
            redis.error("url", "holds a password; take it out and write redis.password as {\"env\":\"NAME\"}")
        }
        if let acks = redis.integer("minReplicaAcks", in: 0...100) { singles["redis.minReplicaAcks"] = String(acks) }
        if redis["sentinel"]?.isNull == false { readSentinel(redis) }
    }

    private mutating func readSentinel(_ redis: Fields) {
        guard let fields = redis.fields("sentinel", known: ["primary", "sentinels", "user", "password", "tls"]) else {
            return
        }
        guard let primary = fields.string("primary"), let texts = fields.strings("sentinels"), !texts.isEmpty else {
            redis.error("sentinel", "needs primary, the name that the sentinels watch, and sentinels, a list of host:port")
            return
        }
        var addresses: [RedisAddress] = []
        for text in texts {
            do throws(RedisFault) {
                addresses.append(try RedisAddress(text, defaultPort: 26_379))
            } catch {
                fields.error("sentinels", "'\(text)': \(error.message)")
            }
        }
        var sentinel = RedisSentinel(primary: primary, sentinels: addresses)
        sentinel.user = fields.string("user")
        sentinel.usesTLS = fields.bool("tls")
        sentinelPassword = fields.secret("password")
        self.sentinel = sentinel
    }

    private mutating func maps(_ top: Fields) {
        if let inner = top.fields("sources", known: nil) {
            for name in inner.names {
                guard let json = inner[name] else { continue }
                written.sources.append((name, json))
                sources[name] = SourceSettings.read(json, path: inner.path(name), findings: findings)
            }
        }
        if let inner = top.fields("alerts", known: nil) {
            for name in inner.names {
                guard let json = inner[name] else { continue }
                written.alerts.append((name, json))
                channels[name] = ChannelSettings.read(name: name, json, path: inner.path(name), findings: findings)
            }
        }
        defaultAlerts = top.strings("defaultAlerts")
        for name in defaultAlerts ?? [] where top["alerts"]?[name] == nil {
            let guess = Suggestion.phrase(for: name, among: channels.keys.sorted())
            top.error("defaultAlerts", "no alert channel '\(name)' in alerts\(guess)")
        }
        if let name = top.string("defaultSource"), top["sources"]?[name] == nil {
            let guess = Suggestion.phrase(for: name, among: sources.keys.sorted())
            top.error("defaultSource", "no source '\(name)' in sources\(guess)")
        }
    }

    private mutating func server(_ top: Fields) {
        let known = ["host", "port", "publicURL", "origins", "checks", "eventStreams", "tokens", "tls"]
        guard let server = top.fields("server", known: known) else { return }
        text(server, "host")
        text(server, "publicURL")
        if let port = server.integer("port", in: 0...65_535) { singles["server.port"] = String(port) }
        if let isOn = server.bool("eventStreams") { singles["server.eventStreams"] = String(isOn) }
        if let inner = server.fields("checks", known: nil) {
            for name in inner.names {
                guard let json = inner[name] else { continue }
                written.checks.append((name, json))
                checks[name] = CheckSettings.read(json, path: inner.path(name), findings: findings)
            }
        }
        origins = server.strings("origins") ?? []
        for origin in origins {
            if let fault = OriginPolicy.fault(in: origin) { server.error("origins", "\(origin.quoted) \(fault)") }
        }
        if server["tls"]?.isNull == false, let files = server.fields("tls", known: ["certificateFile", "keyFile"]) {
            if let certificate = files.string("certificateFile"), let key = files.string("keyFile") {
                tls = WebServer.TLSFiles(certificateFile: certificate, keyFile: key)
            } else {
                server.error("tls", "needs certificateFile and keyFile, both PEM")
            }
        }
        for (path, json) in server.list("tokens") ?? [] {
            guard let fields = Fields(json, path: path, known: ["name", "role", "sha256"], findings: findings) else {
                continue
            }
            let role: Role? = fields.choice("role")
            guard let name = fields.string("name"), let role, let hash = fields.string("sha256") else {
                findings.error(path, at: json.place, "a token needs name, role and sha256")
                continue
            }
            if hash.count != 64 || !hash.allSatisfy(\.isHexDigit) {
                fields.error("sha256", "expected 64 hex digits, the SHA-256 of the token")
            }
            if tokens.contains(where: { $0.name == name }) {
                fields.error("name", "another token has the name \(name.quoted); the audit trail must tell them apart")
            }
            tokens.append(Settings.Token(name: name, role: role, sha256: hash.lowercased()))
        }
    }

    private mutating func text(_ fields: Fields, _ key: String) {
        if let text = fields.string(key) { singles[fields.path(key)] = text }
    }

    private mutating func duration(_ fields: Fields, _ key: String) {
        guard let text = fields.string(key) else { return }
        if Duration(planText: text) == nil {
            fields.error(key, "'\(text)' is no length of time; write 90s, 15m or 24h")
        }
        singles[fields.path(key)] = text
    }
}
