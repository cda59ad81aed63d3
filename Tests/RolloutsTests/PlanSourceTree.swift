import Glibc

/// The files of the source tree that this test was compiled from.
enum PlanSourceTree {
    /// A file or folder that could not be read, with the reason.
    struct Unreadable: Error, CustomStringConvertible {
        var path: String
        var number: Int32

        var description: String { "\(path): error \(number)" }
    }

    /// The folder that holds `Sources`, `Tests` and `plans`.
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// The bytes of the file at `path` under the root.
    static func bytes(_ path: String) throws -> [UInt8] {
        let file = unsafe open(root + "/" + path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Unreadable(path: path, number: errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(file, &chunk, chunk.count)
            guard count >= 0 else { throw Unreadable(path: path, number: errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// The text of the file at `path` under the root.
    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// The sorted names in the folder at `path` under the root that end in `suffix`, without it.
    static func names(in path: String, suffix: String) throws -> [String] {
        guard let folder = unsafe opendir(root + "/" + path) else { throw Unreadable(path: path, number: errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(suffix), !name.hasPrefix(".") { names.append(String(name.dropLast(suffix.count))) }
        }
        return names.sorted()
    }
}
