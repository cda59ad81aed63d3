import CCrypto

/// Tells one plan's text from another.
package enum PlanDigest {
    /// The first 16 hex digits of the text's SHA-256.
    package static func of(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let isMade = unsafe EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil) == 1
        // libcrypto only fails here when it is out of memory; an empty digest differs from every plan's.
        guard isMade else { return "" }
        return digest.prefix(8).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
