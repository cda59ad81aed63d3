/// Redis' patterns of names: `*`, `?`, `[a-z]`, `[^a]`, `\x`.
enum GlobPattern {
    /// Whether the whole name matches. Only the last star is gone back to, so that no pattern takes long.
    static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        var (n, p) = (0, 0)
        var star: (p: Int, n: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = (p + 1, n)
                p += 1
            } else if let next = item(name[n], pattern, p) {
                p = next
                n += 1
            } else if let last = star {
                p = last.p
                n = last.n + 1
                star = (last.p, n)
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == UInt8(ascii: "*") { p += 1 }
        return p == pattern.count
    }

    /// Where the item at `p` ends, if it takes the byte.
    private static func item(_ byte: UInt8, _ pattern: [UInt8], _ p: Int) -> Int? {
        guard p < pattern.count else { return nil }
        switch pattern[p] {
        case UInt8(ascii: "?"): return p + 1
        case UInt8(ascii: "\\") where p + 1 < pattern.count: return byte == pattern[p + 1] ? p + 2 : nil
        case UInt8(ascii: "["): return set(byte, pattern, p + 1)
        case let other: return byte == other ? p + 1 : nil
        }
    }

    private static func set(_ byte: UInt8, _ pattern: [UInt8], _ start: Int) -> Int? {
        var p = start
        let isTurned = p < pattern.count && pattern[p] == UInt8(ascii: "^")
        if isTurned { p += 1 }
        var isMember = false
        while p < pattern.count, pattern[p] != UInt8(ascii: "]") {
            if pattern[p] == UInt8(ascii: "\\"), p + 1 < pattern.count {
                isMember = isMember || byte == pattern[p + 1]
                p += 2
            } else if p + 2 < pattern.count, pattern[p + 1] == UInt8(ascii: "-") {
                let (low, high) = (min(pattern[p], pattern[p + 2]), max(pattern[p], pattern[p + 2]))
                isMember = isMember || byte >= low && byte <= high
                p += 3
            } else {
                isMember = isMember || byte == pattern[p]
                p += 1
            }
        }
        return isMember != isTurned ? min(p + 1, pattern.count) : nil
    }
}
