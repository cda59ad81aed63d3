import Glibc

/// How many files and sockets this process may have open.
enum OpenFiles {
    /// What plans, the log, Redis and sources may need beside the server's connections.
    static let reserve = 512

    /// Raises the limit to the highest that this process may set for itself, and returns what it is then.
    ///
    /// The usual soft limit of 1024 is for programs that use `select`, which this one does not.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(kind, &limit) == 0 else { return 1024 }
        // Beyond this the kernel's tables cost more than the connections bring.
        let wanted = min(limit.rlim_max, 65_536)
        if limit.rlim_cur < wanted {
            let before = limit.rlim_cur
            limit.rlim_cur = wanted
            if unsafe setrlimit(kind, &limit) != 0 { limit.rlim_cur = before }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// How many connections a server may hold at most among `files`, at least a few.
    static func connections(among files: Int) -> Int { max(64, files - reserve) }
}
