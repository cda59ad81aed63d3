import Glibc

/// The files that this test was compiled from, and others.
enum SourceTree {
    struct Unreadable: Error {
        var path: String
        var number: Int32
    }

    /// The folder that holds `Sources` and `Tests`.
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// The lines of the file at `path` under the root.
    static func lines(_ path: String) throws -> [String] {
        String(decoding: try bytes(at: root + "/" + path), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }

    static func bytes(at path: String) throws -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
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
}
