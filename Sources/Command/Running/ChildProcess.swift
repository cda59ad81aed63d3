import Glibc

/// A program that was started and is to be stopped again.
struct ChildProcess: Sendable {
    /// Its process id.
    let id: pid_t

    /// Why a program could not be started.
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    /// Starts `program`, found on the path, in a process group of its own: Ctrl-C on the terminal is not meant for it.
    static func start(_ program: String, _ arguments: [String], log: String) throws(Fault) -> ChildProcess {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The threads of Swift's pool block signals, and a child inherits that: it would never hear SIGTERM.
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        unsafe words.append(nil)
        var id: pid_t = 0
        let code = unsafe posix_spawnp(&id, program, &actions, &attributes, words, environ)
        guard code == 0 else {
            throw Fault(description: "\(program) could not be started: \(unsafe String(cString: strerror(code)))")
        }
        return ChildProcess(id: id)
    }

    /// Asks it to stop.
    func terminate() { _ = kill(id, SIGTERM) }

    /// Whether it has ended; reaps it.
    func hasEnded() -> Bool {
        var status: Int32 = 0
        return unsafe waitpid(id, &status, WNOHANG) != 0
    }
}
