import Alerts
import Control
import Curl
import FlagStore
import Logging
import Redis
import ServiceLifecycle
import Store
import UnixSignals
import Web

/// Keeps the connection to Redis up until everything above it has ended.
struct RedisService: Service {
    let client: RedisClient

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await client.run() }
    }
}

/// Ends the transfers of libcurl when everything above has ended.
struct CurlService: Service {
    let client: CurlClient

    func run() async throws {
        try? await gracefulShutdown()
        await client.shutdown()
    }
}

/// Keeps the flags that the server evaluates as they stand in Redis.
struct FollowerService: Service {
    let follower: FlagFollower

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await follower.run() }
    }
}

/// Tells those who listen what changed.
struct LiveService: Service {
    let flags: LiveFlags
    let rollouts: LiveRollouts

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await flags.run() }
                group.addTask { await rollouts.run() }
            }
        }
    }
}

/// Writes how often flags were evaluated, and at the end what is left to write.
struct UsageService: Service {
    let flush: UsageFlush

    func run() async throws {
        await cancelWhenGracefulShutdown { await flush.run() }
        await flush.flush()
    }
}

/// The controller, stopped before it is ended.
struct ControllerService: Service {
    let controller: Controller

    func run() async throws {
        await withGracefulShutdownHandler {
            await controller.run()
        } onGracefulShutdown: {
            controller.stop()
        }
    }
}

/// One channel's courier.
struct CourierService: Service {
    let courier: AlertCourier<ContinuousClock>
    let channel: String
    let store: RolloutStore
    let logger: Logger

    func run() async throws {
        await withGracefulShutdownHandler {
            await open()
            await courier.run()
        } onGracefulShutdown: {
            courier.stop()
        }
    }

    /// Gives the channel its place in the log, as soon as Redis answers.
    private func open() async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do throws(StoreFault) {
                return try await store.openChannel(channel)
            } catch {
                logger.warning("the channel waits for Redis", metadata: ["channel": "\(channel)", "why": "\(error)"])
                try? await cancelWhenGracefulShutdown { try await ContinuousClock().sleep(for: .seconds(1)) }
            }
        }
    }
}
