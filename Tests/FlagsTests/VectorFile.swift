import Glibc
import Testing

/// A file of tab-separated values beside the tests, whose first line says what they are.
enum VectorFile {
    /// The cells of every line but the first.
    static func rows(_ name: String, source: StaticString = #filePath) throws -> [[String]] {
        let folder = "\(source)".split(separator: "/").dropLast().joined(separator: "/")
        let text = try contents(of: "/\(folder)/\(name)")
        return text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
        }
    }

    private static func contents(of path: String) throws -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        try #require(descriptor >= 0, "\(path) cannot be read")
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe block.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += block[..<count]
        }
    }
}
