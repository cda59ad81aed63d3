package import Redis
internal import Synchronization

/// A client of a keyspace of its own that answers at once and never fails.
package final class ModelClient: RedisCommanding {
    /// Nothing takes time here.
    package let commandTimeout = Duration.seconds(5)

    private let keyspace: Mutex<RedisKeyspace>
    private let clock: @Sendable () -> Int

    /// A client of `keyspace`; `clock` gives milliseconds since 1970.
    package init(keyspace: RedisKeyspace = RedisKeyspace(), clock: @escaping @Sendable () -> Int) {
        self.keyspace = Mutex(keyspace)
        self.clock = clock
    }

    /// See `RedisCommanding`: nothing comes between the commands.
    package func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] {
        let now = clock()
        return keyspace.withLock { keyspace in commands.map { keyspace.execute($0, at: now) } }
    }

    /// Looks at the keyspace, or changes it: a snapshot, messages, a failover.
    package func withKeyspace<Value>(_ body: (inout RedisKeyspace) -> sending Value) -> sending Value {
        keyspace.withLock { body(&$0) }
    }
}
