import Glibc

/// A real Prometheus server of its own that scrapes one address; ended and removed with its data by `stop`.
struct PrometheusServer: Sendable {
    struct Fault: Error, CustomStringConvertible { let description: String }

    let port: Int
    private let process: pid_t
    private let directory: String

    /// Starts it; it needs a moment before it answers.
    init(scraping target: String) throws {
        directory = try Self.temporaryDirectory()
        port = try LocalServer.freePort()
        let configuration = """
            global: { scrape_interval: 200ms, scrape_timeout: 200ms }
            scrape_configs: [ { job_name: shop, static_configs: [ { targets: [ '\(target)' ] } ] } ]

            """
        try Self.write(configuration, to: directory + "/prometheus.yml")
        do {
            process = try Self.spawn([
                "prometheus", "--config.file=\(directory)/prometheus.yml", "--storage.tsdb.path=\(directory)/data",
                "--web.listen-address=127.0.0.1:\(port)",
            ])
        } catch {
            Self.remove(directory)
            throw error
        }
    }

    func stop() {
        kill(process, SIGKILL)
        _ = waitpid(process, nil, 0)
        Self.remove(directory)
    }

    private static func remove(_ directory: String) {
        if let remover = try? spawn(["rm", "-rf", directory]) { _ = waitpid(remover, nil, 0) }
    }

    private static func temporaryDirectory() throws -> String {
        var template = Array("/tmp/rampart-prometheus-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw Fault(description: "no temporary directory, errno \(errno)")
        }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) throws {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard descriptor >= 0, unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Fault(description: "\(path) cannot be written, errno \(errno)")
        }
    }

    private static func spawn(_ arguments: [String]) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var vector = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe vector.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let result = unsafe posix_spawnp(&process, arguments[0], &actions, nil, &vector, environ)
        guard result == 0 else {
            throw Fault(
                description: result == ENOENT
                    ? "\(arguments[0]) is not installed; install it (Debian: apt-get install prometheus) for this test"
                    : "\(arguments[0]) does not start, error \(result)"
            )
        }
        return process
    }
}
