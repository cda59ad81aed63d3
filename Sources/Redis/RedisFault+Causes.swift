extension RedisFault {
    static let overloaded = RedisFault(
        .overloaded,
        "Too many Redis commands are waiting; this one was not sent. Send fewer at once, or find out why the server is slow."
    )

    static let closed = RedisFault(.closed, "The Redis client is not running. Start its run() and keep it running.")

    static let givenBack = RedisFault(.closed, "This Redis connection was given back. Use it only inside the closure that got it.")

    static func cancelled(mayHaveRun: Bool) -> RedisFault {
        RedisFault(.cancelled, "The calling task was cancelled while it waited for Redis.", mayHaveRun: mayHaveRun)
    }

    static func timedOut(mayHaveRun: Bool) -> RedisFault {
        let message =
            mayHaveRun
            ? "Redis did not answer in time; the command may have run. Read the state again before trying again."
            : "The command could not be sent to Redis in time; it has not run. Try again."
        return RedisFault(.timedOut, message, mayHaveRun: mayHaveRun)
    }

    /// No connection was there before the deadline, the last attempt having ended with `last`. A refused login stays one.
    static func unreachable(_ last: RedisFault?) -> RedisFault {
        guard let last else {
            return RedisFault(
                .unreachable,
                "Redis was not connected in time; the command has not run. Is the client's run() running?"
            )
        }
        guard last.code != .authentication else { return last }
        return RedisFault(.unreachable, "Redis was not connected in time; the command has not run. Last: \(last.message)")
    }

    static func lost(_ reason: String) -> RedisFault {
        RedisFault(.connectionLost, "The connection to Redis ended: \(reason).")
    }

    /// What a library's error says, without the places of its source, which are of the machine that built it.
    static func text(_ error: any Error) -> String {
        "\(error)".replacing(#/ at /[^ \]),]+:[0-9]+/#, with: "")
    }

    /// The same fault for a command whose outcome is known not to be, or not known.
    func withOutcome(mayHaveRun: Bool) -> RedisFault {
        let hint = mayHaveRun ? " The command may have run: read the state again before trying again." : ""
        return RedisFault(code, message + hint, mayHaveRun: mayHaveRun, server: server)
    }
}
