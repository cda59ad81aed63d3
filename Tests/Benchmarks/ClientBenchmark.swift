import Fixture
import FlagStore
import Logging
import RampartClient
import Redis
import Rollouts
import Store
import Wire

/// What an evaluation costs in a service's own process, by a client that follows Redis.
enum ClientBenchmark {
    private static let flags = 1000
    private static let rounds = 20
    private static let evaluations = 200_000

    static func run() async throws {
        try await RedisServer.with { admin in
            let keeper = FlagKeeper(store: RolloutStore(client: admin))
            let edits = (0..<flags).map { number in
                FlagEdit.put(["key": JSON("some_flag_of_a_service_\(number)"), "enabled": true, "rolloutPercentage": 50])
            }
            for start in stride(from: 0, to: flags, by: 100) {
                _ = try await keeper.apply(
                    Array(edits[start..<start + 100]),
                    actor: "bench",
                    reason: "bench",
                    now: Moment(milliseconds: 1)
                )
            }
            let socket = try await admin.send(RedisCommand("CONFIG", "GET", "unixsocket")).strings?.last ?? ""
            var options = FlagClientOptions()
            options.logger = .silent
            let client = try FlagClient(redis: "unix://\(socket)", options: options)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await client.run() }
                defer { group.cancelAll() }
                await client.ready(within: .seconds(60))
                report(client)
            }
        }
    }

    private static func report(_ client: FlagClient) {
        let keys = client.keys
        guard !keys.isEmpty else { return print("evaluation        no flags have arrived") }
        let users = (0..<1000).map { EvaluationContext(targetingKey: "user-\($0)") }
        var on = 0
        let figures = (0..<rounds).map { _ in
            let begin = ContinuousClock.now
            for number in 0..<evaluations where client.boolean(keys[number % keys.count], default: false, for: users[number % 997])
            {
                on += 1
            }
            return begin.duration(to: .now).microseconds * 1000 / Double(evaluations)
        }
        let costs = Figures(figures)
        print(
            "evaluation        a boolean with a bucket, of \(keys.count) flags, counted: median \(costs.median.text(0)) ns, "
                + "best \(costs.least.text(0)) ns (\(on * 100 / (rounds * evaluations)) % on)"
        )
    }
}
