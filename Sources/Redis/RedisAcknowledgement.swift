/// The answer of a script and how far its writes have come.
package struct RedisAcknowledgement: Sendable, Equatable {
    /// What the script returned.
    package let reply: RedisReply
    /// How many replicas have the script's writes for certain.
    package let acknowledged: Int
    /// Why the server would not count them, the script having run all the same.
    package let refusal: RedisServerError?

    /// An acknowledgement from its parts.
    package init(reply: RedisReply, acknowledged: Int, refusal: RedisServerError? = nil) {
        self.reply = reply
        self.acknowledged = acknowledged
        self.refusal = refusal
    }
}
