import Glibc

/// A process of the tests' own, with its output thrown away.
package final class ChildProcess {
    private var pid: pid_t = 0

    /// Starts `executable`, found on the path; throws where it is not there.
    package init(_ executable: String, _ arguments: [String]) throws(FixtureFault) {
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
        let status = unsafe posix_spawnp(&pid, executable, &actions, nil, &words, &environment)
        guard status == 0 else {
            pid = 0
            throw FixtureFault("\(executable) cannot be started (errno \(status)): install it to run these tests")
        }
    }

    deinit { stop() }

    /// Kills it and waits for its end.
    package func stop() {
        guard pid > 0 else { return }
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
        pid = 0
    }
}

/// Why a test could not be set up.
package struct FixtureFault: Error, CustomStringConvertible {
    /// What happened and what to do.
    package let description: String

    init(_ description: String) { self.description = description }
}
