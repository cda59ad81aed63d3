import Glibc
import Testing

/// A process of the test's own.
final class ChildProcess {
    private var pid: pid_t

    /// Starts `executable`, found on the path, with its output thrown away.
    init(_ executable: String, _ arguments: [String]) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        // A socket of the tests that a child holds open would not close.
        for descriptor in STDERR_FILENO + 1..<512 { unsafe posix_spawn_file_actions_addclose(&actions, descriptor) }
        var words = unsafe ([executable] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        pid = 0
        let status = unsafe posix_spawnp(&pid, executable, &actions, nil, &words, &environment)
        guard status == 0 else {
            Issue.record("\(executable) cannot be started (errno \(status)): install it to run these tests")
            throw ChildFailure(status: status)
        }
    }

    deinit { stop() }

    /// Whether it ended by itself.
    func hasEnded() -> Bool {
        var status: Int32 = 0
        guard pid > 0, unsafe waitpid(pid, &status, WNOHANG) == pid else { return pid == 0 }
        pid = 0
        return true
    }

    /// Sends a signal.
    func signal(_ number: Int32) {
        if pid > 0 { kill(pid, number) }
    }

    /// Kills it with SIGKILL and waits for its end.
    func stop() {
        signal(SIGKILL)
        _ = try? wait()
    }

    /// Waits for its end and returns the exit status.
    @discardableResult
    func wait() throws -> Int32 {
        guard pid > 0 else { return 0 }
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
        pid = 0
        return status
    }

    /// Runs a command to its end and demands that it succeeds.
    static func run(_ executable: String, _ arguments: [String]) throws {
        let status = try ChildProcess(executable, arguments).wait()
        guard status == 0 else { throw ChildFailure(status: status) }
    }
}

struct ChildFailure: Error {
    let status: Int32
}
