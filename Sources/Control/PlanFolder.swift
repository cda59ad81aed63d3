import Glibc
import Rollouts

/// A folder of plan files: read recursively, symbolic links followed as long as they stay inside.
package struct PlanFolder: PlanDirectory {
    /// The folder's path.
    package let name: String
    /// More files than these are not read.
    package static let mostFiles = 20_000
    private static let mostDepth = 16

    /// The folder at `path`.
    package init(path: String) { name = path }

    /// Every `*.json` whose name and folders begin with neither `.` nor `_`.
    package func files() throws(PlanDirectoryFault) -> [PlanFile] {
        guard let root = Self.resolved(name) else {
            throw PlanDirectoryFault(description: Self.sentence("\(name) cannot be read", errno))
        }
        var found: [PlanFile] = []
        var seen: Set<String> = [root]
        try walk(root, prefix: "", root: root, depth: 0, seen: &seen, found: &found)
        return found.sorted { $0.path < $1.path }
    }

    private func walk(
        _ folder: String,
        prefix: String,
        root: String,
        depth: Int,
        seen: inout Set<String>,
        found: inout [PlanFile]
    ) throws(PlanDirectoryFault) {
        for entry in try entries(folder, prefix: prefix) {
            guard !entry.hasPrefix("."), !entry.hasPrefix("_") else { continue }
            let path = prefix + entry
            guard let target = Self.resolved(folder + "/" + entry) else {
                if entry.hasSuffix(".json") {
                    let fault = PlanFileFault(description: Self.sentence("cannot be read", errno))
                    found.append(PlanFile(path: path, content: .failure(fault)))
                }
                continue
            }
            guard target == root || target.hasPrefix(root + "/") else {
                if entry.hasSuffix(".json") {
                    let fault = PlanFileFault(
                        description: "is a link that leads out of the plan directory; copy the file"
                    )
                    found.append(PlanFile(path: path, content: .failure(fault)))
                }
                continue
            }
            var status = stat()
            guard unsafe stat(target, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                guard depth < Self.mostDepth, seen.insert(target).inserted else { continue }
                try walk(target, prefix: path + "/", root: root, depth: depth + 1, seen: &seen, found: &found)
            } else if entry.hasSuffix(".json") {
                guard found.count < Self.mostFiles else {
                    throw PlanDirectoryFault(description: "\(name) holds more than \(Self.mostFiles) plans; split it")
                }
                found.append(PlanFile(path: path, content: Self.read(target, status)))
            }
        }
    }

    private func entries(_ folder: String, prefix: String) throws(PlanDirectoryFault) -> [String] {
        guard let stream = unsafe opendir(folder) else {
            let place = prefix.isEmpty ? name : "\(name)/\(prefix.dropLast())"
            throw PlanDirectoryFault(description: Self.sentence("\(place) cannot be read", errno))
        }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            names.append(unsafe Self.name(&entry.pointee.d_name))
        }
        // Of two ways to one folder the same is taken at every look.
        return names.sorted()
    }

    private static func read(_ path: String, _ status: stat) -> Result<[UInt8], PlanFileFault> {
        guard status.st_mode & S_IFMT == S_IFREG else {
            return .failure(PlanFileFault(description: "is no regular file"))
        }
        guard status.st_size <= PlanReader.mostBytes else {
            return .failure(
                PlanFileFault(description: "is larger than \(PlanReader.mostBytes >> 20) MiB, which no plan needs")
            )
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(PlanFileFault(description: sentence("cannot be read", errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= PlanReader.mostBytes {
            let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(PlanFileFault(description: sentence("cannot be read", errno))) }
            if count == 0 { return .success(bytes) }
            bytes += block[..<count]
        }
        return .failure(
            PlanFileFault(description: "is larger than \(PlanReader.mostBytes >> 20) MiB, which no plan needs")
        )
    }

    /// The name that readdir gives as 256 characters ended by zero.
    private static func name<Characters>(_ characters: inout Characters) -> String {
        unsafe withUnsafeBytes(of: &characters) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func resolved(_ path: String) -> String? {
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    private static func sentence(_ what: String, _ code: Int32) -> String {
        "\(what): \(unsafe String(cString: strerror(code)))"
    }
}
