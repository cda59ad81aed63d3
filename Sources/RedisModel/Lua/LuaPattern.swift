/// One match of a Lua pattern against a string.
struct LuaPattern {
    /// A part of the match in parentheses.
    struct Capture {
        var start: Int
        var extent: Extent
    }

    enum Extent: Equatable {
        case open
        /// `()`: the place alone.
        case place
        case length(Int)
    }

    let subject: [UInt8]
    let pattern: [UInt8]
    let run: LuaRun
    private(set) var captures: [Capture] = []
    private var depth = 0

    init(_ subject: [UInt8], _ pattern: [UInt8], _ run: LuaRun) {
        self.subject = subject
        self.pattern = pattern
        self.run = run
    }

    /// The first place from `start` on where a match may begin: a single first item that matches no byte before it is not
    /// tried there.
    func candidate(from start: Int, pattern p: Int) throws(LuaFault) -> Int {
        guard p < pattern.count, !Self.marks.contains(pattern[p]),
            pattern[p] != UInt8(ascii: "%") || p + 1 < pattern.count && !Self.specials.contains(pattern[p + 1])
        else { return start }
        let end = try itemEnd(p)
        if end < pattern.count, Self.repetitions.contains(pattern[end]) { return start }
        var at = start
        while at < subject.count, !matches(subject[at], p, end) { at += 1 }
        try run.spend((at - start) >> 3)
        return at
    }

    /// What is no item for one byte where a pattern begins.
    private static let marks = Array("()$".utf8)
    private static let specials = Array("bf0123456789".utf8)
    private static let repetitions = Array("?*-".utf8)

    /// Where the match that begins at `start` ends; `nil` where there is none.
    mutating func match(at start: Int, from first: Int) throws(LuaFault) -> Int? {
        captures.removeAll(keepingCapacity: true)
        return try match(start, first)
    }

    private mutating func match(_ start: Int, _ first: Int) throws(LuaFault) -> Int? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 200 else { throw run.fault("pattern too complex") }
        var at = start
        var p = first
        while p < pattern.count {
            try run.spend()
            switch pattern[p] {
            case UInt8(ascii: "("):
                let isPlace = p + 1 < pattern.count && pattern[p + 1] == UInt8(ascii: ")")
                return try openCapture(at, p + (isPlace ? 2 : 1), isPlace ? .place : .open)
            case UInt8(ascii: ")"): return try closeCapture(at, p + 1)
            case UInt8(ascii: "$") where p + 1 == pattern.count: return at == subject.count ? at : nil
            case UInt8(ascii: "%") where p + 1 < pattern.count && pattern[p + 1] == UInt8(ascii: "b"):
                guard let end = try balanced(at, p + 2) else { return nil }
                at = end
                p += 4
                continue
            case UInt8(ascii: "%") where p + 1 < pattern.count && pattern[p + 1] == UInt8(ascii: "f"):
                guard let next = try frontier(at, p + 2) else { return nil }
                p = next
                continue
            case UInt8(ascii: "%") where p + 1 < pattern.count && LuaLexer.isDigit(pattern[p + 1]):
                guard let end = try repeated(at, pattern[p + 1]) else { return nil }
                at = end
                p += 2
                continue
            default: break
            }
            let end = try itemEnd(p)
            let mark = end < pattern.count ? pattern[end] : 0
            switch mark {
            case UInt8(ascii: "?"):
                if at < subject.count, matches(subject[at], p, end), let result = try match(at + 1, end + 1) { return result }
                p = end + 1
            case UInt8(ascii: "*"): return try longest(at, p, end, atLeast: 0)
            case UInt8(ascii: "+"): return try longest(at, p, end, atLeast: 1)
            case UInt8(ascii: "-"): return try shortest(at, p, end)
            default:
                guard at < subject.count, matches(subject[at], p, end) else { return nil }
                at += 1
                p = end
            }
        }
        return at
    }

    // MARK: - Repetition

    private mutating func longest(_ at: Int, _ p: Int, _ end: Int, atLeast least: Int) throws(LuaFault) -> Int? {
        var count = 0
        while at + count < subject.count, matches(subject[at + count], p, end) { count += 1 }
        try run.spend(count >> 3)
        while count >= least {
            if let result = try match(at + count, end + 1) { return result }
            count -= 1
        }
        return nil
    }

    private mutating func shortest(_ start: Int, _ p: Int, _ end: Int) throws(LuaFault) -> Int? {
        var at = start
        while true {
            if let result = try match(at, end + 1) { return result }
            guard at < subject.count, matches(subject[at], p, end) else { return nil }
            at += 1
        }
    }

    // MARK: - Captures

    private mutating func openCapture(_ at: Int, _ p: Int, _ extent: Extent) throws(LuaFault) -> Int? {
        guard captures.count < 32 else { throw run.fault("too many captures") }
        captures.append(Capture(start: at, extent: extent))
        if let result = try match(at, p) { return result }
        captures.removeLast()
        return nil
    }

    private mutating func closeCapture(_ at: Int, _ p: Int) throws(LuaFault) -> Int? {
        guard let index = captures.lastIndex(where: { $0.extent == .open }) else {
            throw run.fault("invalid pattern capture")
        }
        captures[index].extent = .length(at - captures[index].start)
        if let result = try match(at, p) { return result }
        captures[index].extent = .open
        return nil
    }

    private func repeated(_ at: Int, _ digit: UInt8) throws(LuaFault) -> Int? {
        let index = Int(digit) - 0x31
        guard captures.indices.contains(index), captures[index].extent != .open else {
            throw run.fault("invalid capture index")
        }
        guard case .length(let length) = captures[index].extent else { return nil }
        let start = captures[index].start
        guard subject.count - at >= length, subject[start..<start + length] == subject[at..<at + length] else { return nil }
        return at + length
    }

    // MARK: - Items

    private func balanced(_ start: Int, _ p: Int) throws(LuaFault) -> Int? {
        guard p + 1 < pattern.count else { throw run.fault("unbalanced pattern") }
        guard start < subject.count, subject[start] == pattern[p] else { return nil }
        var level = 1
        for at in (start + 1)..<max(start + 1, subject.count) {
            if subject[at] == pattern[p + 1] {
                level -= 1
                if level == 0 { return at + 1 }
            } else if subject[at] == pattern[p] {
                level += 1
            }
        }
        return nil
    }

    private func frontier(_ at: Int, _ p: Int) throws(LuaFault) -> Int? {
        guard p < pattern.count, pattern[p] == UInt8(ascii: "[") else { throw run.fault("missing '[' after '%f' in pattern") }
        let end = try itemEnd(p)
        let before = at > 0 ? subject[at - 1] : 0
        let after = at < subject.count ? subject[at] : 0
        return !matches(before, p, end) && matches(after, p, end) ? end : nil
    }

    /// Where the item that begins at `p` ends.
    private func itemEnd(_ p: Int) throws(LuaFault) -> Int {
        var end = p + 1
        switch pattern[p] {
        case UInt8(ascii: "%"):
            guard end < pattern.count else { throw run.fault("malformed pattern (ends with '%')") }
            return end + 1
        case UInt8(ascii: "["):
            if end < pattern.count, pattern[end] == UInt8(ascii: "^") { end += 1 }
            repeat {
                guard end < pattern.count else { throw run.fault("malformed pattern (missing ']')") }
                end += pattern[end] == UInt8(ascii: "%") && end + 1 < pattern.count ? 2 : 1
            } while end >= pattern.count || pattern[end] != UInt8(ascii: "]")
            return end + 1
        default: return end
        }
    }

    private func matches(_ byte: UInt8, _ p: Int, _ end: Int) -> Bool {
        switch pattern[p] {
        case UInt8(ascii: "."): true
        case UInt8(ascii: "%"): LuaPattern.isOfClass(byte, pattern[p + 1])
        case UInt8(ascii: "["): matchesSet(byte, p, end - 1)
        case let other: byte == other
        }
    }

    private func matchesSet(_ byte: UInt8, _ p: Int, _ last: Int) -> Bool {
        var at = p + 1
        let isIn = !(at < last && pattern[at] == UInt8(ascii: "^"))
        if !isIn { at += 1 }
        while at < last {
            if pattern[at] == UInt8(ascii: "%"), at + 1 < pattern.count {
                if LuaPattern.isOfClass(byte, pattern[at + 1]) { return isIn }
                at += 2
            } else if at + 2 < last, pattern[at + 1] == UInt8(ascii: "-") {
                if byte >= pattern[at], byte <= pattern[at + 2] { return isIn }
                at += 3
            } else {
                if byte == pattern[at] { return isIn }
                at += 1
            }
        }
        return !isIn
    }

    /// `%a`, `%d` and their like; a capital turns the class round, what is no class stands for itself.
    static func isOfClass(_ byte: UInt8, _ letter: UInt8) -> Bool {
        let isLetter = byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
        let isDigit = LuaLexer.isDigit(byte)
        let isGraph = byte > 0x20 && byte < 0x7F
        let isMember: Bool
        switch letter | 0x20 {
        case UInt8(ascii: "a"): isMember = isLetter
        case UInt8(ascii: "d"): isMember = isDigit
        case UInt8(ascii: "l"): isMember = byte >= 0x61 && byte <= 0x7A
        case UInt8(ascii: "u"): isMember = byte >= 0x41 && byte <= 0x5A
        case UInt8(ascii: "s"): isMember = NumberText.isSpace(byte)
        case UInt8(ascii: "c"): isMember = byte < 0x20 || byte == 0x7F
        case UInt8(ascii: "p"): isMember = isGraph && !isLetter && !isDigit
        case UInt8(ascii: "w"): isMember = isLetter || isDigit
        case UInt8(ascii: "x"): isMember = NumberText.hexDigit(byte) != nil
        case UInt8(ascii: "z"): isMember = byte == 0
        default: return byte == letter
        }
        return letter & 0x20 != 0 ? isMember : !isMember
    }
}
