internal import Logging

/// The messages of some channels, over as many connections one after the other as it takes.
package struct RedisSubscription: AsyncSequence, Sendable {
    package typealias Element = RedisSubscriptionEvent
    package typealias Failure = Never

    let finder: ServerFinder
    let channels: [String]
    let maxBuffered: Int
    let logger: Logger

    /// A listener with its own connection, which is made when it first asks.
    package func makeAsyncIterator() -> Iterator {
        Iterator(session: SubscriptionSession(self))
    }

    /// One listener.
    package struct Iterator: AsyncIteratorProtocol {
        let session: SubscriptionSession

        /// The next event; `nil` when the task was cancelled.
        package mutating func next(isolation actor: isolated (any Actor)?) async -> RedisSubscriptionEvent? {
            await session.next()
        }
    }
}
