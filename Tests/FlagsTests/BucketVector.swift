import Glibc
import Testing

/// A place of a user that was computed elsewhere, from the written formula alone.
struct BucketVector {
    var unit: String
    var flag: String
    var salt: String
    var hash: UInt32
    /// In percent.
    var share: Double
    var isIn: Bool

    /// Every line of `buckets.txt` beside this file.
    static func all(source: StaticString = #filePath) throws -> [BucketVector] {
        let folder = "\(source)".split(separator: "/").dropLast().joined(separator: "/")
        let text = try contents(of: "/\(folder)/buckets.txt")
        return try text.split(separator: "\n").dropFirst().map { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
            try #require(parts.count == 6, "\(line)")
            return BucketVector(
                unit: parts[0],
                flag: parts[1],
                salt: parts[2],
                hash: try #require(UInt32(parts[3], radix: 16)),
                share: try #require(Double(parts[4])),
                isIn: parts[5] == "y"
            )
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
