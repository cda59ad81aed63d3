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
    static func all() throws -> [BucketVector] {
        try VectorFile.rows("buckets.txt").map { parts in
            try #require(parts.count == 6, "\(parts)")
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
}
