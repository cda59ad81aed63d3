import Alerts
import ArgumentParser
import Control
import Curl
import Glibc
import Hummingbird
import Logging
import Metrics
import Readings
import Rollouts
import ServiceLifecycle
import Store
import Synchronization
import UnixSignals
import Web
import Wire

/// `rampart demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Everything at once on this machine, for a first look.",
        discussion: """
            Starts a Redis of its own, a population of users, an analytics endpoint, a Slack-compatible sink and three
            rollouts, an hour passing in a second. Needs redis-server, no other server, and no configuration.

            EXAMPLES
              rampart demo
              rampart demo --exit-when-done
            """
    )

    @Flag(help: "End as soon as the three rollouts have come to their ends.")
    var exitWhenDone = false
    @Option(name: .long, help: ArgumentHelp("The server's port; 0 takes a free one.", valueName: "port"))
    var port = 0
    @Option(name: .long, help: "Give up after so many seconds, with exit code 1.")
    var limit = 120

    func run() async throws {
        let folder = try Self.makeFolder()
        let plans = folder + "/plans"
        guard unsafe mkdir(plans, 0o700) == 0 else { throw Complaint.unreachable("\(plans) cannot be made") }
        try DemoPlans.write(to: plans)
        let level = Terminal.variable("RAMPART_LOG_LEVEL").flatMap(Logger.Level.init(rawValue:)) ?? .error
        let logger = Logger(label: "demo") { LineLogHandler(label: $0, level: level, format: .text) }
        let redis = try await Complaint.reaching {
            try await PrivateRedis.start(folder: folder + "/redis", logger: logger)
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await show(plans: plans, redisURL: redis.url, logger: logger))
        } catch {
            result = .failure(error)
        }
        await redis.stop()
        try result.get()
    }

    private static func makeFolder() throws -> String {
        let base = Terminal.variable("TMPDIR") ?? "/tmp"
        var template = Array("\(base)/rampart-demo.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Complaint.unreachable("no folder can be made in \(base)") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func show(plans: String, redisURL: String, logger: Logger) async throws {
        let ledger = DemoLedger()
        let screen = DemoScreen(begin: SystemTimepiece.wall, speed: DemoPlans.speed)
        screen.introduce(plans: plans)
        let metrics = MetricsRegistry()
        MetricsSystem.bootstrap(metrics)
        let ports = AsyncStream<Int>.makeStream()
        let world = DemoServer(ledger: ledger) { screen.show(message: $0) }
            .application(logger: logger) { ports.continuation.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let around = ServiceGroup(services: [world], logger: logger)
            group.addTask { try await around.run() }
            var iterator = ports.stream.makeAsyncIterator()
            guard let worldPort = await iterator.next() else {
                throw Complaint.unreachable("the demo's server did not start")
            }
            let address = "http://127.0.0.1:\(worldPort)"
            let node = try Node(
                settings: settings(plans: plans, address: address),
                redisURL: redisURL,
                vault: FileVault(environment: ["DEMO_SLACK": address + "/slack"]),
                metrics: metrics,
                logger: logger
            )
            try await follow(node, ledger: ledger, screen: screen, events: address + "/api/analytics/flag-events")
            await around.triggerGracefulShutdown()
        }
    }

    private func settings(plans: String, address: String) throws -> Settings {
        let findings = Findings()
        var settings = Settings()
        settings.plansDirectory = plans
        settings.speed = DemoPlans.speed
        settings.port = port
        settings.leaseTTL = .seconds(5)
        settings.defaultSource = "analytics"
        settings.sources["analytics"] = SourceSettings.read(
            [
                "kind": "report", "url": JSON("\(address)/api/analytics/flags/{flag}/report?entry={entry}"),
                "maxConcurrent": 32,
            ],
            path: "sources.analytics",
            findings: findings
        )
        settings.channels["demo-slack"] = ChannelSettings.read(
            name: "demo-slack",
            ["kind": "slack", "webhookURL": ["env": "DEMO_SLACK"], "on": ["rollback", "hold", "complete"]],
            path: "alerts.demo-slack",
            findings: findings
        )
        guard !findings.hasErrors else {
            throw Complaint.usage(findings.inOrder.map(\.message).joined(separator: "; "))
        }
        return settings
    }

    /// Runs the node and the population, shows what happens, and ends when everything has come to its end.
    private func follow(_ node: Node, ledger: DemoLedger, screen: DemoScreen, events: String) async throws {
        let services = try node.services(withController: true, withServer: true)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: node.logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(9)
        let group = ServiceGroup(configuration: configuration)
        let population = DemoPopulation(redis: node.redis, curl: node.curl, eventsURL: events)
        let isDone = try await withThrowingTaskGroup(of: Part.self) { tasks in
            tasks.addTask {
                try await group.run()
                return .node
            }
            tasks.addTask {
                await population.run()
                return .population
            }
            tasks.addTask { .story(cameToItsEnd: try await self.narrate(node, screen)) }
            var isDone = false
            while let part = try await tasks.next() {
                switch part {
                case .story(cameToItsEnd: true):
                    isDone = true
                    screen.conclude(harmful: ledger.exposed(flag: DemoPlans.harmful))
                    if exitWhenDone {
                        await group.triggerGracefulShutdown()
                    } else {
                        Terminal.line("Ctrl-C ends the demo.")
                    }
                case .story(cameToItsEnd: false): await group.triggerGracefulShutdown()
                case .node: tasks.cancelAll()
                case .population: break
                }
            }
            return isDone
        }
        if !isDone { throw Complaint.refused("the demo did not come to its end") }
    }

    /// What runs side by side in the demo.
    private enum Part {
        case node
        case population
        case story(cameToItsEnd: Bool)
    }

    /// Shows the log's entries as they come; true when the three rollouts have come to their ends.
    private func narrate(_ node: Node, _ screen: DemoScreen) async throws -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(limit)
        var cursor = "0-0"
        var ends: [String: Phase] = [:]
        while clock.now < deadline {
            for entry in (try? await node.store.log(after: cursor)) ?? [] {
                cursor = entry.id
                guard let event = RolloutEvent(json: entry.event) else { continue }
                screen.show(event)
                ends[event.flag] = event.to.phase
            }
            let isDone =
                ends[DemoPlans.healthy] == .completed && ends[DemoPlans.harmful] == .rolledBack
                && ends[DemoPlans.blind] == .holding
            if isDone {
                // Slack hears of the end as well: a message a second.
                try? await clock.sleep(for: .seconds(2))
                return true
            }
            do { try await clock.sleep(for: .milliseconds(50)) } catch { return false }
        }
        return false
    }
}
