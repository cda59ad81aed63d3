import CCrypto

/// Digests by OpenSSL.
enum Digest {
    /// The 32 bytes of SHA-256; `nil` only where OpenSSL is out of memory.
    static func sha256(_ bytes: [UInt8]) -> [UInt8]? { unsafe digest(bytes, EVP_sha256(), length: 32) }

    /// The 20 bytes of SHA-1, which the handshake of WebSocket wants; nothing else is to rest on it.
    static func sha1(_ bytes: [UInt8]) -> [UInt8]? { unsafe digest(bytes, EVP_sha1(), length: 20) }

    private static func digest(_ bytes: [UInt8], _ kind: OpaquePointer?, length wanted: Int) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let isMade = unsafe EVP_Digest(bytes, bytes.count, &digest, &length, kind, nil) == 1
        return isMade && Int(length) == wanted ? Array(digest.prefix(wanted)) : nil
    }

    /// The 32 bytes of HMAC-SHA256 (RFC 2104) for `message`; `nil` where OpenSSL refuses.
    static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard !key.isEmpty, let keyLength = Int32(exactly: key.count) else { return nil }
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let isDone = unsafe digest.withUnsafeMutableBufferPointer { output in
            unsafe HMAC(EVP_sha256(), key, keyLength, message, message.count, output.baseAddress, &length) != nil
        }
        return isDone && length == 32 ? digest : nil
    }

    /// `bytes` in base64.
    static func base64(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let length = unsafe EVP_EncodeBlock(&text, bytes, Int32(clamping: bytes.count))
        return String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }

    /// The bytes that `text` has in hex digits; `nil` for anything else.
    static func bytes(ofHex text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.compactMap { PercentText.value(ofHexDigit: $0) }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The first `count` bytes of the digest of `text` in hex digits.
    static func hex(_ text: String, bytes count: Int) -> String { hex(Array(text.utf8), bytes: count) }

    /// The first `count` bytes of the digest of `bytes` in hex digits.
    static func hex(_ bytes: [UInt8], bytes count: Int) -> String { hexText((sha256(bytes) ?? []).prefix(count)) }

    /// `bytes` in hex digits.
    static func hexText(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        for byte in bytes {
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
