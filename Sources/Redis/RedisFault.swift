/// Why a command has no answer.
package struct RedisFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure; the raw value is stable, for programs.
    package enum Code: String, Sendable, CaseIterable {
        /// The location's text is not a Redis URL.
        case invalidURL
        /// No connection could be made before the deadline; the command was not sent.
        case unreachable
        /// The deadline passed; `mayHaveRun` tells whether the command had been sent.
        case timedOut
        /// The connection ended before the answer; `mayHaveRun` tells whether the command had been sent.
        case connectionLost
        /// The server refused the user or the password.
        case authentication
        /// The server's bytes are not RESP2, or pass a bound; the connection is closed.
        case protocolViolation
        /// The client is not running any more, or the connection was given back.
        case closed
        /// Too many commands, bytes or messages are waiting.
        case overloaded
        /// The calling task was cancelled.
        case cancelled
        /// The server answered with an error, which `server` holds.
        case server
    }

    /// The kind of failure.
    package let code: Code
    /// What happened and what to do, in words. Never holds a secret or a command's arguments.
    package let message: String
    /// Whether the server may have executed the command: `false` is certain, `true` means the outcome is unknown.
    package let mayHaveRun: Bool
    /// The server's error, for `Code.server` and for a refused login.
    package let server: RedisServerError?

    /// A fault from its parts.
    package init(_ code: Code, _ message: String, mayHaveRun: Bool = false, server: RedisServerError? = nil) {
        self.code = code
        self.message = message
        self.mayHaveRun = mayHaveRun
        self.server = server
    }

    /// The server refused the command, or failed while it ran (a script that stopped midway keeps what it wrote).
    package init(server error: RedisServerError) {
        // An error inside a script bears the prefix of the inner command and names the script's line.
        let cameFromScript = error.message.contains("@user_")
        self.init(
            .server,
            "Redis answered: \(error.message)",
            mayHaveRun: cameFromScript || !Self.refusals.contains(error.prefix),
            server: error
        )
    }

    /// Errors that come before a command is begun.
    private static let refusals: Set<String> = [
        "NOSCRIPT", "NOAUTH", "NOPERM", "WRONGPASS", "MOVED", "ASK", "CLUSTERDOWN", "CROSSSLOT", "TRYAGAIN", "LOADING", "BUSY",
        "MASTERDOWN", "READONLY", "NOREPLICAS", "MISCONF", "OOM", "EXECABORT",
    ]

    /// Message and code.
    package var description: String { "\(message) (\(code.rawValue))" }
}
