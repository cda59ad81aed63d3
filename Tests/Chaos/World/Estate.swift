import Synchronization

/// Everything of one run: Redis, two controllers, the services around them, and the files.
final class Estate: Sendable {
    let scratch: ScratchFolder
    let features: [Feature]
    let redis: RedisSite
    let outcomes: Outcomes
    let webhooks: Webhooks
    let analyticsProxy: FaultyProxy
    let slackProxy: FaultyProxy
    let controllers: Controllers
    let operators: Operators
    let secrets: [String]
    private let revisions = Mutex<[String: Int]>([:])

    /// How much faster plans are: an hour of a plan takes a second.
    static let speed = 3600

    /// The channel that hears of what no plan names channels for.
    static let defaultChannel = "slack"
    static let channels = [defaultChannel] + (1...9).map { "team-\($0)" }

    init(_ options: Options) async throws {
        scratch = try ScratchFolder()
        try scratch.makeFolder("plans")
        features = Feature.all(
            seed: options.seed,
            count: options.rollouts,
            span: options.minutes * 60_000 * 7 / 10,
            channels: Array(Self.channels.dropFirst())
        )
        outcomes = try Outcomes(features)
        webhooks = try Webhooks(channels: Self.channels, seed: options.seed)
        analyticsProxy = try FaultyProxy(to: outcomes.port)
        slackProxy = try FaultyProxy(to: webhooks.port)
        redis = try await RedisSite(options.mode, in: scratch)
        var chance = Chance(seed: options.seed, "authorization")
        let authorization = "Hush" + String(chance.next(), radix: 36)
        var environment = [
            "RAMPART_SPEED": String(Self.speed), "RAMPART_ANALYTICS_AUTH": "Bearer \(authorization)",
            "RAMPART_ANALYTICS_URL":
                "http://127.0.0.1:\(analyticsProxy.port)/report/{flag}?entry={entry}&percentage={percentage}",
        ]
        for channel in Self.channels {
            environment[Self.variable(channel)] = "http://127.0.0.1:\(slackProxy.port)/\(webhooks.path(channel))"
        }
        let token = "Hush" + String(chance.next(), radix: 36)
        controllers = Controllers(binary: options.rampart, folder: scratch.path, environment: environment)
        operators = Operators(binary: options.rampart, folder: scratch.path, environment: environment, token: token)
        secrets = Array(webhooks.secrets.values) + [authorization, token]
        let hash = try await Self.hash(of: token, scratch)
        try scratch.write(configuration(tokenHash: hash), to: "rampart.json")
    }

    private static func variable(_ channel: String) -> String {
        "RAMPART_SLACK_" + channel.uppercased().replacing("-", with: "_") + "_WEBHOOK_URL"
    }

    /// The hex digits of a text's SHA-256.
    private static func hash(of text: String, _ scratch: ScratchFolder) async throws -> String {
        let program = try ChildProcess(
            "sh",
            ["-c", #"printf %s "$TEXT" | sha256sum"#],
            environment: ["TEXT": text],
            folder: scratch.path,
            name: "hash"
        )
        guard try await program.ending() == .exit(0) else { throw Failure("sha256sum did not run: \(program.errors)") }
        return String(program.output.prefix(64))
    }

    private func configuration(tokenHash: String) -> String {
        let channels = Self.channels.map { channel in
            #""\#(channel)": { "kind": "slack", "webhookURL": { "env": "\#(Self.variable(channel))" } }"#
        }
        return """
            {
              "redis": \(redis.settings),
              "plans": { "directory": "plans", "rescan": "200ms" },
              "lease": { "ttl": "1s" },
              "server": { "tokens": [{ "name": "\(Operators.name)", "role": "operator", "sha256": "\(tokenHash)" }] },
              "alerts": {
                \(channels.joined(separator: ",\n    "))
              },
              "defaultAlerts": ["\(Self.defaultChannel)"]
            }
            """
    }

    /// Puts a feature's plan into the folder of plans.
    func write(_ feature: Feature, revision: Int = 1, isBroken: Bool = false) throws {
        let text = feature.plan(revision: revision)
        try scratch.write(
            isBroken ? text.replacing(#""percentage": 25"#, with: #""percentage": 2"#) : text,
            to: "plans/\(feature.flag).json"
        )
    }

    /// The revision that a feature's file has.
    func revision(of flag: String) -> Int { revisions.withLock { $0[flag] ?? 1 } }

    /// Its next revision, from now on.
    func raiseRevision(of flag: String) -> Int {
        revisions.withLock { revisions in
            revisions[flag, default: 1] += 1
            return revisions[flag] ?? 1
        }
    }

    /// Ends every process.
    func end() async {
        await controllers.end()
        await redis.end()
        analyticsProxy.stop()
        slackProxy.stop()
        outcomes.stop()
        webhooks.stop()
    }
}
