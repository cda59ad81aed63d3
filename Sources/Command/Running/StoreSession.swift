import Logging
import Redis
import Rollouts
import Store

/// A command's way to Redis: a connection for as long as it works.
enum StoreSession {
    /// Does `body` with the store that the settings name.
    static func with<Value: Sendable>(
        _ setup: Setup,
        _ body: @escaping @Sendable (RolloutStore) async throws -> Value
    ) async throws -> Value {
        guard let url = setup.settings.redisURL else {
            throw Complaint.usage(
                "no Redis is named: set RAMPART_REDIS_URL, or give --redis unix://$PWD/.rampart/redis.sock for the private one"
            )
        }
        var quiet = setup.logger
        quiet.logLevel = .critical
        let options = try Complaint.reading { () throws(Node.Fault) in
            try Node.options(setup.settings, url, setup.vault)
        }
        let client = RedisClient(options: options, logger: quiet)
        let store = RolloutStore(
            client: client,
            prefix: setup.settings.keyPrefix,
            minReplicaAcks: setup.settings.minReplicaAcks
        )
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await client.run()
                return nil
            }
            group.addTask {
                do { return try await body(store) } catch let fault as StoreFault {
                    throw Complaint.unreachable(fault.description)
                }
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw Complaint.unreachable("the connection to Redis ended")
        }
    }
}
