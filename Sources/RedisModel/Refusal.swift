import Redis

/// An error reply on its way out of a reader of options.
struct Refusal: Error {
    let reply: RedisReply

    init(_ message: String) { reply = .failure(message) }

    init(_ reply: RedisReply) { self.reply = reply }
}

extension RedisKeyspace {
    /// The reply of a body that may refuse.
    static func refusing(_ body: () throws(Refusal) -> RedisReply) -> RedisReply {
        do throws(Refusal) {
            return try body()
        } catch {
            return error.reply
        }
    }
}
