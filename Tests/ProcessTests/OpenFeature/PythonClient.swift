/// The published Python SDK of OpenFeature with its provider for the remote protocol, in the versions of `requirements.txt`.
enum PythonClient {
    private static let folder = Programs.repository + "/Tests/ProcessTests/OpenFeature"
    private static let remedy =
        "the test needs python3 with venv (Debian: python3-venv) and these packages from PyPI; install them, or let pip reach it"

    /// A Python that has the packages. They are installed below `.build` the first time, and kept there.
    static func python(_ world: World) async throws -> String {
        let home = "\(Programs.repository)/.build/openfeature"
        let python = "\(home)/bin/python"
        let wanted = Descriptor.text(ofFile: "\(folder)/requirements.txt")
        if Descriptor.text(ofFile: "\(home)/installed.txt") == wanted, !wanted.isEmpty { return python }
        // Whatever an interrupted run left is made anew.
        try await run(world, "python3", ["-m", "venv", "--clear", home])
        try await run(world, python, ["-m", "pip", "install", "--quiet", "--requirement", "\(folder)/requirements.txt"])
        try await run(world, "cp", ["\(folder)/requirements.txt", "\(home)/installed.txt"])
        return python
    }

    /// Asks the server on `port`, and gives a line for each question.
    static func ask(_ questions: [String], port: Int, _ world: World) async throws -> [String] {
        let words = ["\(folder)/evaluate.py", "http://127.0.0.1:\(port)"] + questions
        return try await run(world, python(world), words).split(separator: "\n").map(String.init)
    }

    @discardableResult
    private static func run(_ world: World, _ program: String, _ words: [String]) async throws -> String {
        let process = try ChildProcess(
            program,
            words,
            environment: surroundings,
            folder: world.folder.path,
            name: "python-\(UInt32.random(in: 0 ... .max))"
        )
        guard try await process.ending(within: .seconds(300)) == .exit(0) else {
            await process.destroy()
            throw Failure("\(program) \(words.prefix(4).joined(separator: " ")): \(process.errors.suffix(2000)); \(remedy)")
        }
        return process.output
    }

    /// How this machine's pip finds packages.
    private static var surroundings: [String: String] {
        let pip = ["INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "CERT", "CONFIG_FILE", "DEFAULT_TIMEOUT"].map {
            "PIP_" + $0
        }
        let proxies = ["http_proxy", "https_proxy", "no_proxy"]
        let names = pip + proxies + proxies.map { $0.uppercased() } + ["HOME", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"]
        return Dictionary(names.compactMap { name in Programs.variable(name).map { (name, $0) } }) { first, _ in first }
    }
}
