import Glibc

/// Where the programs under test are.
enum Programs {
    /// What to do where one is missing.
    static let remedy =
        "run 'swift build' first, or name the binary by RAMPART_BINARY; the tests need redis-server and redis-cli on the path"

    /// The `rampart` to test: that of RAMPART_BINARY, the one built beside this test, or that of `.build/debug`.
    static var rampart: String {
        get throws {
            let repository = folder(of: #filePath, up: 4)
            let places = [
                variable("RAMPART_BINARY"), (executable.map { folder(of: $0, up: 1) } ?? repository) + "/rampart",
                repository + "/.build/debug/rampart",
            ]
            // A binary that was named and is not there must not be replaced by another.
            let named = places.compactMap(\.self).prefix(places[0] == nil ? 2 : 1)
            guard let found = named.first(where: { unsafe access($0, X_OK) == 0 }) else {
                throw Failure("no rampart at \(named.joined(separator: " or ")): \(remedy)")
            }
            return found
        }
    }

    /// The repository's own folder.
    static var repository: String { folder(of: #filePath, up: 4) }

    /// How much longer than one built without a sanitizer a program may take to start.
    static var timeFactor: Int { variable("RAMPART_TEST_SANITIZER") == nil ? 1 : 5 }

    /// How much more memory a program may take than one that is built without a sanitizer.
    static var memoryFactor: Int { variable("RAMPART_TEST_SANITIZER") == nil ? 1 : 6 }

    /// An environment variable.
    static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// What this process runs; a test bundle lies beside the programs of its build.
    private static var executable: String? {
        let bundle = CommandLine.arguments.firstIndex(of: "--test-bundle-path").map { CommandLine.arguments[$0 + 1] }
        if let bundle { return bundle }
        guard let real = unsafe realpath("/proc/self/exe", nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    private static func folder(of path: String, up steps: Int) -> String {
        "/" + path.split(separator: "/").dropLast(steps).joined(separator: "/")
    }
}
