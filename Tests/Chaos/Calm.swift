/// After the havoc: everything is mended, what waits for people is let go on, and all comes to rest.
struct Calm: Sendable {
    let estate: Estate
    let watch: Watch
    let journal: Journal

    /// How long rollouts have to come to their end, and Slack to hear of it, in milliseconds.
    private static let patience = 600_000

    /// How long nothing may move until it counts as stuck, in milliseconds: longer than a channel's longest pause at speed.
    private static let stillness = 90_000

    /// Mends everything.
    func heal() async throws {
        for proxy in [estate.analyticsProxy, estate.slackProxy] { proxy.behave(.pass) }
        estate.webhooks.refuse(nil)
        for feature in estate.features {
            estate.outcomes.fail(feature.flag, nil)
            try estate.write(feature, revision: estate.revision(of: feature.flag))
        }
        for place in 0..<Controllers.places { estate.controllers.release(place) }
        try await estate.redis.heal()
        try estate.controllers.tend(except: [])
    }

    /// Returns when every rollout has come to its end and Slack has heard of it, or when that takes too long or stands still.
    func rest(_ tell: (String) -> Void) async throws {
        let deadline = WallClock.now + Self.patience
        var ordered: [String: Int] = [:]
        var told = 0
        var moved = (count: 0, at: WallClock.now)
        while WallClock.now < deadline {
            try estate.controllers.tend(except: [])
            let standings = watch.standings ?? [:]
            let waiting = estate.features.filter { !Self.isAtRest($0, standings[$0.flag]) }
            if WallClock.now > told + 5000 {
                told = WallClock.now
                tell("at rest \(estate.features.count - waiting.count) of \(estate.features.count), alerts to come \(undelivered)")
            }
            if waiting.isEmpty, undelivered == 0 { break }
            let now = WallClock.now
            let count = (watch.primary?.records.count ?? 0) + estate.webhooks.messages.count
            if count != moved.count { moved = (count, now) }
            if moved.at + Self.stillness < now { break }
            for feature in waiting where (ordered[feature.flag] ?? 0) + 4000 < now {
                guard let order = Self.order(feature, standings[feature.flag]?.phase ?? "") else { continue }
                ordered[feature.flag] = now
                await estate.operators.order(order, feature.flag)
            }
            await WallClock.pause(500)
        }
        // Whatever would still come, comes.
        await WallClock.pause(3000)
    }

    /// Alerts of the log that their channels have not heard of.
    private var undelivered: Int {
        let heard = Set(estate.webhooks.messages.map { "\($0.channel) \($0.id)" })
        let owed = (watch.primary?.records ?? []).flatMap { record in record.audience.map { "\($0) \(record.id)" } }
        return owed.count { !heard.contains($0) }
    }

    /// Whether a rollout has come to the end that it is to have.
    static func isAtRest(_ feature: Feature, _ standing: Standing?) -> Bool {
        guard let standing else { return false }
        if feature.isHealthy { return standing.phase == "completed" && standing.percentage == 100 && standing.isEnabled }
        return ["rolledBack", "halted", "killed"].contains(standing.phase)
    }

    private static func order(_ feature: Feature, _ phase: String) -> String? {
        switch phase {
        case "awaitingApproval": "approve"
        case "paused": "resume"
        case "halted" where feature.isHealthy: "resume"
        case "killed" where feature.isHealthy: "restore"
        case "rolledBack" where feature.isHealthy: "restart"
        default: nil
        }
    }
}
