internal import CCrypto

/// Where a user falls in a flag's rollout: the same place at every evaluation, whoever evaluates.
package enum Bucket {
    /// The first 8 hex digits of `md5("<unit>:<flag>")`, as a number.
    ///
    /// - Parameters:
    ///   - unit: the value of the attribute that is hashed, usually the user's id.
    ///   - flag: the flag's key.
    ///   - salt: `""` for the rollout, `":variant"` for the variant, so that the two are independent.
    package static func hash(unit: String, flag: String, salt: String = "") -> UInt32 {
        hash(unit: unit, suffix: suffix(flag: flag, salt: salt))
    }

    /// What follows the unit in the text that is hashed.
    static func suffix(flag: String, salt: String = "") -> String { ":\(flag)\(salt)" }

    /// The same with the suffix made beforehand; allocates nothing.
    static func hash(unit: String, suffix: String) -> UInt32 {
        let head = unit.utf8Span.span
        let tail = suffix.utf8Span.span
        return unsafe head.withUnsafeBufferPointer { head in
            unsafe tail.withUnsafeBufferPointer { tail in
                unsafe ccrypto_md5_prefix(head.baseAddress, head.count, tail.baseAddress, tail.count)
            }
        }
    }

    /// Whether `hash` is in a rollout of `fraction` (0–1): always at 1 and above, never at 0 and below.
    package static func contains(_ hash: UInt32, fraction: Double) -> Bool {
        if fraction >= 1 { return true }
        if fraction <= 0 { return false }
        return Double(hash) / 0xffff_ffff < fraction
    }
}
