internal import Synchronization

/// A Lua script that is run by its digest. The server computes the digest at the first use, and it holds for every
/// server, since it depends on the text alone: keep one value for the life of the process.
package struct RedisScript: Sendable {
    /// The Lua text.
    package let source: String
    private let memory = Memory()

    /// A script from its text.
    package init(_ source: String) {
        self.source = source
    }

    /// The SHA-1 of the text in hex, once a server has told it.
    package var digest: String? { memory.digest.withLock { $0 } }

    func remember(digest: String) {
        memory.digest.withLock { $0 = digest }
    }

    private final class Memory: Sendable {
        let digest = Mutex<String?>(nil)
    }
}
