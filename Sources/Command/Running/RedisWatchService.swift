import Alerts
import Logging
import Redis
import Rollouts
import ServiceLifecycle

/// Alerts, past Redis, that Redis is away for longer than it may be, and that it is back.
struct RedisWatchService: Service {
    let client: RedisClient
    let couriers: [AlertCourier<ContinuousClock>]
    let patience: Duration
    let logger: Logger

    /// How often it looks.
    private static let interval = Duration.milliseconds(500)

    func run() async throws {
        await cancelWhenGracefulShutdown { await watch() }
    }

    private func watch() async {
        let clock = ContinuousClock()
        var awaySince: ContinuousClock.Instant?
        var hasTold = false
        while (try? await clock.sleep(for: Self.interval)) != nil {
            let isUp = client.isConnected
            Gauges.redis(isUp)
            guard !isUp else {
                awaySince = nil
                if hasTold { await tell(.redisBack, "Redis answers again; Rampart goes on.") }
                hasTold = false
                continue
            }
            let since = awaySince ?? clock.now
            awaySince = since
            guard !hasTold, clock.now - since >= patience else { continue }
            hasTold = true
            await tell(
                .redisAway,
                "Redis has not answered for \((clock.now - since).planText): nothing is decided until it is back, and flags "
                    + "stay as evaluators last saw them."
            )
        }
    }

    private func tell(_ condition: Notice.SystemCondition, _ text: String) async {
        logger.error("\(text)")
        for courier in couriers { _ = await courier.sendDirectly(.system(condition, text: text)) }
    }
}
