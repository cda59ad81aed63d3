import CCrypto

/// SHA-256 by OpenSSL.
enum Digest {
    /// The 32 bytes for `bytes`; `nil` only where OpenSSL is out of memory.
    static func sha256(_ bytes: [UInt8]) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let isMade = unsafe EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil) == 1
        return isMade && length == 32 ? Array(digest.prefix(32)) : nil
    }

    /// The first `count` bytes of the digest of `text` in hex digits.
    static func hex(_ text: String, bytes count: Int) -> String { hex(Array(text.utf8), bytes: count) }

    /// The first `count` bytes of the digest of `bytes` in hex digits.
    static func hex(_ bytes: [UInt8], bytes count: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        for byte in (sha256(bytes) ?? []).prefix(count) {
            hex.append(digits[Int(byte >> 4)])
            hex.append(digits[Int(byte & 15)])
        }
        return String(decoding: hex, as: UTF8.self)
    }

    /// Whether the two are equal, found out in a time that does not depend on where they differ.
    static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(one, other) { difference |= left ^ right }
        return difference == 0
    }
}
