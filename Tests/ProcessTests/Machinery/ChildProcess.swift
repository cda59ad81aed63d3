import Glibc
import Synchronization

/// A program under test, its output kept in two files.
final class ChildProcess: Sendable {
    /// How a process ended.
    enum End: Sendable, Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    let id: pid_t
    private let path: String
    private let ended = Mutex<End?>(nil)

    /// Starts `program` in `folder` with nothing in its environment but `environment` and the path; what it writes goes to
    /// `folder/name.out` and `folder/name.err`.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String,
        name: String
    ) throws {
        path = "\(folder)/\(name)"
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        let mode = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "\(path).out", mode, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "\(path).err", mode, 0o600)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var variables = environment
        variables["PATH"] = Programs.variable("PATH") ?? "/usr/bin:/bin"
        // A program that is sanitized as this one is has the same settings.
        for name in ["ASAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD"] { variables[name] = Programs.variable(name) }
        let words = unsafe Self.strings(["env", "-C", folder, program] + arguments)
        let pairs = unsafe Self.strings(variables.map { "\($0.key)=\($0.value)" })
        defer { unsafe (words + pairs).forEach { unsafe free($0) } }
        var id: pid_t = 0
        let code = unsafe posix_spawnp(&id, "env", &actions, &attributes, words, pairs)
        guard code == 0 else {
            throw Failure("\(program) cannot be started: \(unsafe String(cString: strerror(code))); \(Programs.remedy)")
        }
        self.id = id
    }

    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }

    /// What it wrote to standard output so far.
    var output: String { Descriptor.text(ofFile: "\(path).out") }

    /// What it wrote to standard error so far.
    var errors: String { Descriptor.text(ofFile: "\(path).err") }

    /// How it ended; `nil` while it runs.
    var end: End? {
        ended.withLock { end in
            if let end { return end }
            var status: Int32 = 0
            guard unsafe waitpid(id, &status, WNOHANG) == id else { return nil }
            end = status & 0x7f == 0 ? .exit((status >> 8) & 0xff) : .signal(status & 0x7f)
            return end
        }
    }

    /// Sends it a signal; none to whoever has its number after it.
    func signal(_ number: Int32) {
        ended.withLock { end in
            if end == nil { _ = kill(id, number) }
        }
    }

    /// Its end, awaited.
    func ending(within limit: Duration = .seconds(120)) async throws -> End {
        try await eventually("\(path) ends; it wrote \(errors.suffix(600))", within: limit) { end }
    }

    /// Kills it, whatever it is doing, and waits for its end.
    func destroy() async {
        signal(SIGKILL)
        _ = try? await ending()
    }
}
