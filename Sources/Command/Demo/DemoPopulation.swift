import Curl
import Flags
import Redis
import Wire

/// People who use the three features: each evaluates the flag from Redis and posts what came of it over HTTP.
struct DemoPopulation: Sendable {
    let redis: RedisClient
    let curl: CurlClient
    let eventsURL: String

    static let users = 100_000
    private static let usersPerTick = 70

    /// Lives until it is cancelled.
    func run() async {
        let clock = ContinuousClock()
        var next = clock.now
        while !Task.isCancelled {
            await tick()
            next = max(next + .milliseconds(25), clock.now)
            do { try await clock.sleep(until: next) } catch { return }
        }
    }

    private func tick() async {
        let flags = DemoPlans.texts.map(\.flag)
        let commands = flags.map {
            RedisCommand("HMGET", .text("flags:\($0)"), "enabled", "rolloutPercentage", "rolloutEntry")
        }
        guard let replies = try? await redis.pipeline(commands, timeout: nil) else { return }
        var events: [JSON] = []
        for (flag, reply) in zip(flags, replies) {
            guard let fields = reply.strings, fields.count == 3, let percentage = Double(fields[1]) else { continue }
            for _ in 0..<Self.usersPerTick {
                let user = "user-\(Int.random(in: 0..<Self.users))"
                let hash = Bucket.hash(unit: user, flag: flag)
                let isIn = fields[0] == "1" && Bucket.contains(hash, fraction: percentage / 100)
                let failed = Double.random(in: 0..<1) < DemoPlans.errorRate(flag, percentage: percentage, exposed: isIn)
                events.append(event("exposure", flag, user, fields[2], isIn))
                if failed { events.append(event("error", flag, user, fields[2], isIn)) }
            }
        }
        guard !events.isEmpty else { return }
        let request = CurlRequest(
            method: "POST",
            url: eventsURL,
            headers: [(name: "Content-Type", value: "application/json")],
            body: Array(JSON(events).text.utf8)
        )
        _ = try? await curl.perform(request)
    }

    private func event(_ type: String, _ flag: String, _ user: String, _ entry: String, _ isIn: Bool) -> JSON {
        [
            "type": JSON(type), "flagKey": JSON(flag), "userId": JSON(user), "entry": JSON(entry),
            "arm": isIn ? "treatment" : "control",
        ]
    }
}
