/// The rules for a flag's key, which is also part of names in Redis and of routes.
package enum FlagKey {
    /// The longest key.
    package static let longest = 200
    /// Names that Redis or the routes use themselves.
    package static let reserved: Set<String> = [
        "enabled", "updates", "index", "log", "leader", "epoch", "live", "batch", "config",
    ]

    /// Names that a segment, whose id follows the same rules, cannot have.
    package static let reservedForSegments: Set<String> = ["index", "batch", "overlaps"]

    /// What is wrong with `key`, as the end of a sentence; `nil` when it is good.
    package static func fault(in key: String, reserved: Set<String> = reserved) -> String? {
        guard let first = key.utf8.first else { return "is empty; write 1 to \(longest) of A–Z a–z 0–9 _ . -" }
        if key.utf8.count > longest { return "is longer than \(longest) characters; shorten it" }
        guard isLetterOrDigit(first) else { return "must begin with a letter or a digit" }
        guard key.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D }) else {
            return "may hold only A–Z a–z 0–9 _ . -"
        }
        if reserved.contains(key) {
            return "is reserved: Rampart uses that name in Redis and in its routes; choose another"
        }
        return nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
