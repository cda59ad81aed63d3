import ArgumentParser
import Logging
import Metrics
import Redis
import Rollouts
import ServiceLifecycle
import UnixSignals
import Web
import Wire

/// `rampart run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the controller and the server until SIGTERM or SIGINT.",
        discussion: """
            EXAMPLES
              RAMPART_REDIS_URL=redis://127.0.0.1:6379/0 rampart run --plans plans
              rampart run --private-redis --config rampart.json
              rampart run --print-config --config rampart.json

            Settings of the command line go over the environment (RAMPART_…), and that over the file.
            """
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: "Start a redis-server of Rampart's own under .rampart/ and stop it at the end.")
    var privateRedis = false
    @Flag(help: "Do not serve HTTP.")
    var noServer = false
    @Flag(help: "Do not control rollouts.")
    var noController = false
    @Flag(help: "Print the effective configuration and stop; secrets are shown as •••.")
    var printConfig = false

    func run() async throws {
        let setup = try Setup(common)
        if printConfig { return Terminal.line(SettingsReport.json(setup.settings).pretty()) }
        let settings = setup.settings
        let logger = setup.logger
        guard privateRedis || settings.redisURL != nil else {
            throw Complaint.usage(
                "no Redis is named: set RAMPART_REDIS_URL (or redis.url, or --redis) to the Redis that your services read, "
                    + "or give --private-redis to start one of Rampart's own for trying out"
            )
        }
        try Self.checkRehearsal(settings, isPrivate: privateRedis)
        guard settings.isLoopback || !settings.tokens.isEmpty || noServer else {
            throw Complaint.usage(
                "server.host \(settings.host) can be reached from elsewhere, but no token is configured: "
                    + "add server.tokens, or listen on 127.0.0.1"
            )
        }
        MetricsSystem.bootstrap(setup.metrics)
        let redis =
            privateRedis
            ? try await Complaint.reaching { try await PrivateRedis.start(folder: ".rampart", logger: logger) } : nil
        do {
            let node = try Node(
                settings: settings,
                redisURL: redis?.url ?? settings.redisURL ?? "",
                vault: setup.vault,
                metrics: setup.metrics,
                logger: logger
            )
            try await Complaint.reaching { try await node.checkRedis() }
            tellWhatIsWatched(node)
            try await serve(node)
        } catch {
            await redis?.stop()
            throw error
        }
        await redis?.stop()
        logger.info("stopped")
    }

    private func serve(_ node: Node) async throws {
        let services = try node.services(withController: !noController, withServer: !noServer)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "lifecycle") { LineLogHandler(label: $0, level: .error, format: .text) }
        )
        configuration.maximumGracefulShutdownDuration = .seconds(9)
        configuration.maximumCancellationDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        let (vault, logger, common) = (node.vault, node.logger, self.common)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sighup) {
                    vault.reload()
                    do {
                        node.gatekeeper.replace(try Setup(common).settings.tokenBook)
                        logger.info("reads secrets and tokens again")
                    } catch {
                        logger.error("tokens stay as they were: the configuration is refused", metadata: ["why": "\(error)"])
                    }
                }
            }
            tasks.addTask { try await group.run() }
            // The signals' sequence has no end of its own.
            while let _ = try await tasks.next() { tasks.cancelAll() }
        }
    }

    private func tellWhatIsWatched(_ node: Node) {
        let settings = node.settings
        node.logger.info(
            "watches",
            metadata: [
                "plans": "\(settings.plansDirectory)",
                "sources": "\(settings.sources.keys.sorted().joined(separator: ","))",
                "defaultSource": "\(settings.defaultSource ?? "none")",
                "alerts": "\(settings.channels.keys.sorted().joined(separator: ","))", "version": "\(Version.text)",
            ]
        )
        if settings.speed != 1 {
            node.logger.warning("rehearsal: every duration of plans is divided", metadata: ["by": "\(settings.speed)"])
        }
        if settings.tokens.isEmpty, !noServer {
            node.logger.info("no token is configured, so the server listens on this machine only")
        }
    }

    /// A rehearsal must not touch a Redis that others may read.
    private static func checkRehearsal(_ settings: Settings, isPrivate: Bool) throws {
        guard settings.speed != 1, !isPrivate, let url = settings.redisURL else { return }
        let isLocal: Bool
        do throws(RedisFault) {
            switch try RedisLocation(url: url).endpoint {
            case .unix: isLocal = true
            case .tcp(let host, _): isLocal = Loopback.contains(host)
            }
        } catch {
            throw Complaint.usage(error.message)
        }
        // The URL's host says nothing where sentinels do.
        let isLocalGroup = settings.redisSentinel?.sentinels.allSatisfy { Loopback.contains($0.host) } ?? true
        guard isLocal, isLocalGroup else {
            throw Complaint.usage("RAMPART_SPEED is for rehearsals: it works with a Redis on this machine only")
        }
    }
}
