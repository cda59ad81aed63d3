import Glibc
import Synchronization
import Testing

/// All that one scenario needs around the program under test: a Redis, an analytics service, a Slack sink, a folder of plans.
final class World: Sendable {
    let folder: ScratchFolder
    let redis: RedisServer
    let analytics: Analytics
    let slack: SlackSink
    private let programs = Mutex<[ChildProcess]>([])

    /// An hour of plans takes a second.
    static let speed = "3600"

    private init() async throws {
        folder = try ScratchFolder()
        do {
            try folder.makeFolder("plans")
            redis = try await RedisServer(folder: folder.path)
            analytics = try Analytics()
            slack = try SlackSink()
        } catch {
            await folder.remove()
            throw error
        }
    }

    /// Runs a scenario; whatever becomes of it, its processes are ended and its folder removed.
    ///
    /// - Parameters:
    ///   - analytics: whether analytics answers from the start.
    ///   - slack: whether Slack does.
    static func with(
        analytics: Bool = true,
        slack: Bool = true,
        _ scenario: (World) async throws -> Void
    ) async throws {
        try await Slots.with {
            let world = try await World()
            if analytics { world.analytics.open() }
            if slack { world.slack.open() }
            var failure: (any Error)?
            do { try await scenario(world) } catch { failure = error }
            let logs = await world.end()
            if let failure { Issue.record("\(failure)\n\(logs)") }
        }
    }

    private func end() async -> String {
        for program in programs.withLock(\.self) {
            program.signal(SIGCONT)
            await program.destroy()
        }
        await redis.kill()
        analytics.stop()
        slack.stop()
        let logs = programs.withLock(\.self).map { String($0.errors.suffix(4000)) }.joined(separator: "\n--\n")
        await folder.remove()
        return logs
    }

    // MARK: - Programs

    /// Starts `rampart` with `arguments`, in the scenario's folder.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> ChildProcess {
        let number = programs.withLock(\.count)
        let program = try ChildProcess(
            Programs.rampart,
            arguments,
            environment: environment,
            folder: folder.path,
            name: "rampart-\(number)"
        )
        programs.withLock { $0.append(program) }
        return program
    }

    /// Starts a controller on this Redis and returns it when it serves.
    func controller(
        speed: String = World.speed,
        arguments: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> Controller {
        var variables = [
            "RAMPART_SPEED": speed, "RAMPART_ANALYTICS_URL": analytics.template, "RAMPART_SLACK_WEBHOOK_URL": slack.url,
            "RAMPART_LEASE_TTL": "1s", "RAMPART_PLANS_RESCAN": "100ms",
        ]
        variables.merge(environment) { $1 }
        let program = try start(
            ["run", "--redis", redis.url, "--plans", "plans", "--port", "0"] + arguments,
            environment: variables
        )
        let port = try await eventually("rampart serves; it wrote \(program.errors)") {
            program.errors.firstMatch(of: /serves url=http:\/\/127\.0\.0\.1:(\d+)/).flatMap { Int($0.output.1) }
        }
        return Controller(program: program, port: port)
    }

    /// Runs `rampart` to its end.
    func finished(_ arguments: String..., environment: [String: String] = [:]) async throws -> (
        end: ChildProcess.End, output: String, errors: String
    ) {
        let program = try start(arguments, environment: environment)
        let end = try await program.ending()
        return (end, program.output, program.errors)
    }

    // MARK: - Plans and rollouts

    /// Puts a plan into the folder of plans.
    func plan(_ text: String, as name: String) throws { try folder.write(text, to: "plans/\(name)") }

    /// A field of a rollout.
    func rollout(_ flag: String, _ field: String) -> String? { redis.attempt("HGET", "rollouts:\(flag)", field)?.text }

    /// The percentage of a flag as evaluators read it.
    func percentage(_ flag: String) -> String? { redis.attempt("HGET", "flags:\(flag)", "rolloutPercentage")?.text }

    /// Returns when a rollout is in `phase`.
    func phase(_ flag: String, is phase: String, within limit: Duration = .seconds(120)) async throws {
        try await eventually("\(flag) is \(phase); it is \(rollout(flag, "phase") ?? "not there")", within: limit) {
            rollout(flag, "phase") == phase
        }
    }

    /// Returns when a flag has `percentage`.
    func flag(_ flag: String, has percentage: String, within limit: Duration = .seconds(120)) async throws {
        try await eventually("\(flag) has \(percentage) %", within: limit) { self.percentage(flag) == percentage }
    }

    /// The log, of one flag or of all.
    func log(_ flag: String? = nil) throws -> [LogEntry] {
        try redis("XRANGE", "flags:log", "-", "+").list.compactMap(LogEntry.init).filter { flag == nil || $0.flag == flag }
    }

    /// The log of one flag as kinds and percentages.
    func way(_ flag: String) throws -> [String] { try log(flag).map(\.summary) }

    /// Returns when Slack has been told of everything in the log that it is to be told of, in order.
    ///
    /// - Parameter repeatsAllowed: whether a message may have come twice in a row: where the sender was killed, or could not
    ///   write down that it was taken.
    func slackHeardAll(repeatsAllowed: Bool = false, within limit: Duration = .seconds(120)) async throws {
        let wanted = try log().filter(\.isAlerted).map(\.id)
        try await eventually("Slack hears of \(wanted.last ?? "nothing")", within: limit) {
            slack.messages.last?.id == wanted.last
        }
        var heard = slack.messages.map(\.id)
        if repeatsAllowed {
            heard = heard.reduce(into: []) { once, id in
                if once.last != id { once.append(id) }
            }
        }
        #expect(heard == wanted, "each, in order")
    }
}

/// A controller that runs.
struct Controller: Sendable {
    let program: ChildProcess
    let port: Int

    /// What `/readyz` answers.
    var readiness: (status: Int, body: String)? { HTTPClient.get("/readyz", port: port) }

    /// What `/readyz?strict` answers, where everything around the process counts.
    var strictReadiness: (status: Int, body: String)? { HTTPClient.get("/readyz?strict", port: port) }

    /// Whether it says that it leads.
    var leads: Bool { readiness?.body.contains(#""leads":true"#) == true }
}
