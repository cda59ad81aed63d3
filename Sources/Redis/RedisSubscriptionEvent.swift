/// What a subscription brings.
package enum RedisSubscriptionEvent: Sendable, Equatable {
    /// The server has confirmed every channel: what is published from now on arrives. Comes on each new connection; what
    /// was published before it is to be read elsewhere.
    case subscribed
    /// Something was published.
    case message(channel: String, payload: [UInt8])
    /// The connection ended or could not be made; messages may be missed until the next `.subscribed`.
    case lost(RedisFault)
}
