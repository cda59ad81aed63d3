import CCrypto
import Wire

/// HMAC-SHA256 (RFC 2104) by OpenSSL.
enum Signature {
    /// The 32 bytes for `message` under `key`; `nil` when OpenSSL refuses, or the key is empty or over 2 GiB.
    static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard !key.isEmpty, let keyLength = Int32(exactly: key.count) else { return nil }
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let isDone = unsafe digest.withUnsafeMutableBufferPointer { output in
            unsafe HMAC(EVP_sha256(), key, keyLength, message, message.count, output.baseAddress, &length) != nil
        }
        return isDone && length == 32 ? digest : nil
    }
}
