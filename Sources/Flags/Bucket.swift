import CCrypto

/// Where a user falls in a flag's rollout: the same place at every evaluation, whoever evaluates.
package enum Bucket {
    /// The first 8 hex digits of `md5("<unit>:<flag>")`, as a number.
    ///
    /// - Parameters:
    ///   - unit: the value of the attribute that is hashed, usually the user's id.
    ///   - flag: the flag's key.
    ///   - salt: `""` for the rollout, `":variant"` for the variant, so that the two are independent.
    package static func hash(unit: String, flag: String, salt: String = "") -> UInt32 {
        let text = Array("\(unit):\(flag)\(salt)".utf8)
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        // Where libcrypto refuses MD5, nobody is in: the last place of all.
        guard unsafe EVP_Digest(text, text.count, &digest, &length, EVP_md5(), nil) == 1 else { return .max }
        return digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Whether `hash` is in a rollout of `fraction` (0–1): always at 1 and above, never at 0 and below.
    package static func contains(_ hash: UInt32, fraction: Double) -> Bool {
        if fraction >= 1 { return true }
        if fraction <= 0 { return false }
        return Double(hash) / 0xffff_ffff < fraction
    }
}
