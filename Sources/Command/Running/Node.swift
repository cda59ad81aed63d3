import Alerts
import Control
import Curl
import FlagStore
import Glibc
import Hummingbird
import Logging
import Readings
import Redis
import Rollouts
import ServiceLifecycle
import Store
import Web
import Wire
import Zones

/// One Rampart process, put together from its settings: the composition root.
struct Node: Sendable {
    let settings: Settings
    let vault: FileVault
    let metrics: MetricsRegistry
    let logger: Logger
    let redis: RedisClient
    let curl: CurlClient
    let store: RolloutStore
    /// Flags and segments as admins write them.
    let keeper: FlagKeeper
    /// Flags and segments as they are evaluated here.
    let follower: FlagFollower
    /// Evaluations that are not written yet.
    let usage = UsageTally()
    /// Who listens for changes of them.
    let live: LiveFlags
    /// Asks the checks that evaluations hang on.
    let checking: CurlClient
    let controller: Controller
    let couriers: [AlertCourier<ContinuousClock>]
    let gatekeeper: Gatekeeper

    /// What could not be put together.
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    init(settings: Settings, redisURL: String, vault: FileVault, metrics: MetricsRegistry, logger: Logger) throws {
        self.settings = settings
        self.vault = vault
        self.metrics = metrics
        self.logger = logger
        redis = RedisClient(options: try Self.options(settings, redisURL, vault), logger: logger)
        curl = try CurlClient()
        store = RolloutStore(client: redis, prefix: settings.keyPrefix, minReplicaAcks: settings.minReplicaAcks)
        keeper = FlagKeeper(store: store)
        var following = FollowerSettings()
        following.reload = settings.flagsReload
        following.onHandWritten = { _ in Gauges.handWritten() }
        follower = FlagFollower(client: redis, prefix: settings.keyPrefix, settings: following, logger: logger)
        live = LiveFlags(follower: follower)
        checking = try HookDesk.client()
        // Sources have a client of their own: it is shut down first, while alerts are still sent.
        let asking = try CurlClient()
        let sources = MetricSources(settings.sources, client: asking, vault: vault, logger: logger)
        controller = Controller(
            settings: ControlSettings(
                holder: Self.holder,
                leaseTTL: settings.leaseTTL,
                rescan: settings.rescan,
                speed: settings.speed,
                logRetention: settings.logRetention,
                minReplicaAcks: settings.minReplicaAcks
            ),
            store: store,
            directory: PlanFolder(path: settings.plansDirectory),
            desk: SourceDesk(sources: sources, client: asking, defaultSource: settings.defaultSource),
            time: SystemTimepiece(),
            copy: try settings.stateDirectory.map { try StateFolder(path: $0) },
            context: settings.planContext { (try? Zone.named($0)) != nil },
            logger: logger
        )
        gatekeeper = Gatekeeper(tokens: settings.tokenBook, origins: settings.originPolicy, isLoopback: settings.isLoopback)
        let feed = StoreFeed(store: store, pause: .milliseconds(200), logger: logger) { [controller] in await controller.leads }
        let context = AlertContext(publicURL: settings.publicURL, rehearsalSpeed: settings.speed)
        let defaults = settings.defaultChannels
        couriers = settings.channels.sorted { $0.key < $1.key }.map { [curl] name, channel in
            AlertCourier(
                channel: channel,
                isDefault: defaults.contains(name),
                feed: feed,
                sender: curl,
                vault: vault,
                context: context,
                clock: ContinuousClock(),
                wallClock: { SystemTimepiece.wall },
                logger: logger
            )
        }
    }

    /// How Redis at `url` is reached.
    static func options(_ settings: Settings, _ url: String, _ vault: FileVault) throws(Fault) -> RedisOptions {
        let location: RedisLocation
        do throws(RedisFault) {
            location = try RedisLocation(url: url)
        } catch {
            throw Fault(description: error.message)
        }
        var options = RedisOptions(location: location)
        options.user = settings.redisUser
        options.clientName = "rampart"
        options.tls = settings.redisTLS
        options.password = try password(settings.redisPassword, "redis.password", vault)
        if var sentinel = settings.redisSentinel {
            sentinel.password = try password(settings.sentinelPassword, "redis.sentinel.password", vault)
            options.sentinel = sentinel
            // A primary that the sentinels have left takes writes until it is noticed: every one of them is lost.
            options.heartbeat = .seconds(2)
        }
        return options
    }

    private static func password(_ reference: SecretReference?, _ name: String, _ vault: FileVault) throws(Fault) -> String? {
        guard let reference else { return nil }
        guard let secret = vault.secret(reference) else {
            throw Fault(description: "\(name): \(reference) is not there; set it, or take it out of the configuration")
        }
        return secret.reveal()
    }

    /// Host and process, as the lease names its holder.
    private static var holder: String {
        var name = [CChar](repeating: 0, count: 256)
        let isNamed = unsafe gethostname(&name, 255) == 0
        let host =
            isNamed ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : "host"
        return "\(host.replacing(" ", with: "-")):\(getpid())"
    }

    // MARK: - Before the start

    /// Makes sure that Redis is one that Rampart can work with.
    func checkRedis() async throws {
        try await redis.withExclusiveConnection { connection in
            let info = try await connection.send(RedisCommand("INFO", "server"), timeout: .seconds(5)).string ?? ""
            let version = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("redis_version:") }?.dropFirst(
                14
            )
            let parts = (version ?? "").split(separator: ".").compactMap { Int($0) }
            guard parts.count >= 2, (parts[0], parts[1]) >= (6, 2) else {
                throw Fault(description: "Redis is version \(version ?? "unknown"); Rampart needs 6.2 or later")
            }
            if settings.keyPrefix.isEmpty || !settings.keyPrefix.contains("{") {
                let cluster = try? await connection.send(RedisCommand("CLUSTER", "INFO"), timeout: .seconds(5)).string
                if cluster?.contains("cluster_state") == true {
                    throw Fault(
                        description: "this Redis is a cluster: set redis.keyPrefix to a hash tag such as {rampart}: "
                            + "so that all names are in one slot"
                    )
                }
            }
        }
    }

    // MARK: - Running

    /// The services, those that others stand on first.
    func services(withController: Bool, withServer: Bool, extra: [any Service] = []) throws -> [any Service] {
        Gauges.build()
        var services: [any Service] = [CurlService(client: curl), RedisService(client: redis)]
        if withServer {
            services.append(CurlService(client: checking))
            services.append(FollowerService(follower: follower))
            services.append(
                UsageService(flush: UsageFlush(client: redis, prefix: settings.keyPrefix, tally: usage, logger: logger))
            )
            let rollouts = LiveRollouts(tape: StoreTape(store: store, speed: settings.speed, now: { SystemTimepiece.wall })) {
                try await ContinuousClock().sleep(for: .seconds(1))
            }
            services.append(LiveService(flags: live, rollouts: rollouts))
            services.append(try server(rollouts))
        }
        services += extra
        guard withController else { return services }
        for (courier, name) in zip(couriers, settings.channels.keys.sorted()) {
            services.append(CourierService(courier: courier, channel: name, store: store, logger: logger))
        }
        services.append(
            RedisWatchService(client: redis, couriers: couriers, patience: settings.redisAlertAfter, logger: logger)
        )
        services.append(ControllerService(controller: controller))
        return services
    }
}
