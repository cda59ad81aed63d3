import Glibc

/// An HTTPS server with a certificate of its own for 127.0.0.1 alone, by the `openssl` command.
struct TLSServer: Sendable {
    let port: Int
    /// The path of its self-signed certificate, in PEM.
    let certificate: String
    private let folder: String
    private let process: pid_t

    static func start() async throws -> TLSServer {
        let result: Result<TLSServer, ServerFault> = await withCheckedContinuation { waiter in
            onThread {
                do throws(ServerFault) {
                    waiter.resume(returning: .success(try launch()))
                } catch {
                    waiter.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    func stop() {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        for name in ["/cert.pem", "/key.pem"] { unsafe unlink(folder + name) }
        unsafe rmdir(folder)
    }

    private static func launch() throws(ServerFault) -> TLSServer {
        var template = Array("/tmp/curl-tests-XXXXXX".utf8CString)
        guard let path = unsafe mkdtemp(&template) else { throw ServerFault(reason: "no folder: errno \(errno)") }
        let folder = unsafe String(cString: path)
        let certificate = folder + "/cert.pem"
        let files = ["-keyout", folder + "/key.pem", "-out", certificate]
        let maker = try spawn(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
                + files
                + ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"],
            output: 2
        )
        var status: Int32 = 0
        guard unsafe waitpid(maker, &status, 0) == maker, status == 0 else {
            throw ServerFault(reason: "openssl req ended with \(status)")
        }
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw ServerFault(reason: "no pipe: errno \(errno)") }
        defer { close(ends[0]) }
        // The server would otherwise hold the reading end as well.
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        let process = try spawn(
            ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", folder + "/key.pem", "-www"],
            output: ends[1]
        )
        close(ends[1])
        guard let port = readPort(ends[0]) else {
            kill(process, SIGKILL)
            throw ServerFault(reason: "openssl s_server named no port")
        }
        return TLSServer(port: port, certificate: certificate, folder: folder, process: process)
    }

    /// It prints `ACCEPT 127.0.0.1:port`.
    private static func readPort(_ descriptor: Int32) -> Int? {
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 256)
        while true {
            let count = unsafe read(descriptor, &bytes, bytes.count)
            guard count > 0 else { return nil }
            text += String(decoding: bytes.prefix(count), as: UTF8.self)
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            where line.hasPrefix("ACCEPT ") {
                return line.split(separator: ":").last.flatMap { Int($0) }
            }
        }
    }

    private static func spawn(_ arguments: [String], output: Int32) throws(ServerFault) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words = unsafe (["openssl"] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { word in unsafe free(word) } }
        var process = pid_t()
        let result = unsafe posix_spawnp(&process, "openssl", &actions, nil, &words, environ)
        guard result == 0 else { throw ServerFault(reason: "openssl does not start: \(result)") }
        return process
    }
}
