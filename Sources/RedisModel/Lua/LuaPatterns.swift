/// Lua's `string` functions that take patterns.
enum LuaPatterns {
    static let functions: [LuaNative] = [
        .many("find") { arguments throws(LuaFault) in try search(arguments, isFind: true) },
        .many("match") { arguments throws(LuaFault) in try search(arguments, isFind: false) },
        .one("gmatch") { arguments throws(LuaFault) in
            let run = arguments.run
            let index = run.scans.count
            run.scans.append(Scan(subject: try arguments.bytes(0), pattern: try arguments.bytes(1)))
            // The state is kept in the run: what the library makes is shared by all runs.
            return .native(LuaNative("gmatch") { run, _ throws(LuaFault) in try step(run, index) })
        },
        .many("gsub", substitute),
    ]

    /// Where a `gmatch` stands.
    struct Scan {
        let subject: [UInt8]
        let pattern: [UInt8]
        var at = 0
    }

    private static let specials = Set("^$*+?.([%-".utf8)

    private static func search(_ arguments: LuaArguments, isFind: Bool) throws(LuaFault) -> LuaResult {
        let (subject, pattern) = (try arguments.bytes(0), try arguments.bytes(1))
        let start = min(max(0, LuaText.position(try arguments.integer(2, or: 1), of: subject.count) - 1), subject.count)
        if isFind, arguments[3].isTrue || !pattern.contains(where: specials.contains) {
            try arguments.run.spend(subject.count >> 3)
            guard let at = plain(subject, pattern, from: start) else { return .one(.none) }
            return .many([.number(Double(at + 1)), .number(Double(at + pattern.count))])
        }
        let isAnchored = pattern.first == UInt8(ascii: "^")
        var matcher = LuaPattern(subject, pattern, arguments.run)
        var at = start
        repeat {
            if !isAnchored { at = try matcher.candidate(from: at, pattern: 0) }
            if let end = try matcher.match(at: at, from: isAnchored ? 1 : 0) {
                guard isFind else { return LuaResult(try captures(matcher, at, end, wholeIfNone: true)) }
                let places: [LuaValue] = [.number(Double(at + 1)), .number(Double(end))]
                return .many(places + (try captures(matcher, at, end, wholeIfNone: false)))
            }
            at += 1
        } while at <= subject.count && !isAnchored
        return .one(.none)
    }

    private static func plain(_ subject: [UInt8], _ pattern: [UInt8], from start: Int) -> Int? {
        guard subject.count - start >= pattern.count else { return nil }
        guard let first = pattern.first else { return start }
        for at in start...(subject.count - pattern.count) where subject[at] == first {
            if subject[at..<at + pattern.count].elementsEqual(pattern) { return at }
        }
        return nil
    }

    // MARK: - Captures

    private static func captures(
        _ matcher: LuaPattern,
        _ start: Int,
        _ end: Int,
        wholeIfNone: Bool
    ) throws(LuaFault) -> [LuaValue] {
        if matcher.captures.isEmpty { return wholeIfNone ? [.string(Bytes(Array(matcher.subject[start..<end])))] : [] }
        var values: [LuaValue] = []
        for index in matcher.captures.indices { values.append(try capture(matcher, index, start, end)) }
        return values
    }

    private static func capture(_ matcher: LuaPattern, _ index: Int, _ start: Int, _ end: Int) throws(LuaFault) -> LuaValue {
        guard matcher.captures.indices.contains(index) else {
            guard index == 0 else { throw matcher.run.fault("invalid capture index") }
            return .string(Bytes(Array(matcher.subject[start..<end])))
        }
        let capture = matcher.captures[index]
        switch capture.extent {
        case .open: throw matcher.run.fault("unfinished capture")
        case .place: return .number(Double(capture.start + 1))
        case .length(let length): return .string(Bytes(Array(matcher.subject[capture.start..<capture.start + length])))
        }
    }

    // MARK: - Walking and substituting

    private static func step(_ run: LuaRun, _ index: Int) throws(LuaFault) -> LuaResult {
        let scan = run.scans[index]
        var matcher = LuaPattern(scan.subject, scan.pattern, run)
        var at = scan.at
        while at <= scan.subject.count {
            at = try matcher.candidate(from: at, pattern: 0)
            if let end = try matcher.match(at: at, from: 0) {
                run.scans[index].at = end == at ? end + 1 : end
                return LuaResult(try captures(matcher, at, end, wholeIfNone: true))
            }
            at += 1
        }
        run.scans[index].at = at
        return .one(.none)
    }

    @Sendable
    private static func substitute(_ arguments: LuaArguments) throws(LuaFault) -> LuaResult {
        let (subject, pattern) = (try arguments.bytes(0), try arguments.bytes(1))
        let replacement = arguments[2]
        switch replacement {
        case .number, .string, .table, .native, .closure: break
        default: throw arguments.fault(2, "string/function/table expected")
        }
        let most = try arguments.integer(3, or: subject.count + 1)
        let isAnchored = pattern.first == UInt8(ascii: "^")
        var matcher = LuaPattern(subject, pattern, arguments.run)
        var text: [UInt8] = []
        text.reserveCapacity(subject.count)
        var count = 0
        var at = 0
        while count < most {
            if !isAnchored {
                let candidate = try matcher.candidate(from: at, pattern: 0)
                text += subject[at..<candidate]
                at = candidate
            }
            let end = try matcher.match(at: at, from: isAnchored ? 1 : 0)
            if let end {
                count += 1
                text += try self.replacement(replacement, matcher, at, end)
            }
            if let end, end > at {
                at = end
            } else if at < subject.count {
                text.append(subject[at])
                at += 1
            } else {
                break
            }
            if isAnchored { break }
        }
        text += subject[min(at, subject.count)...]
        try arguments.run.spend(text.count >> 5)
        return .many([.string(Bytes(text)), .number(Double(count))])
    }

    private static func replacement(
        _ replacement: LuaValue,
        _ matcher: LuaPattern,
        _ start: Int,
        _ end: Int
    ) throws(LuaFault) -> [UInt8] {
        let run = matcher.run
        let value: LuaValue
        switch replacement {
        case .table(let table): value = table[try capture(matcher, 0, start, end)]
        case .native, .closure:
            let captures = try captures(matcher, start, end, wholeIfNone: true)
            value = try run.call(replacement, captures, line: run.line).first
        default: return try template(replacement.bytes ?? [], matcher, start, end)
        }
        guard value.isTrue else { return Array(matcher.subject[start..<end]) }
        guard let bytes = value.bytes else { throw run.fault("invalid replacement value (a \(value.kind))") }
        return bytes
    }

    private static func template(_ template: [UInt8], _ matcher: LuaPattern, _ start: Int, _ end: Int) throws(LuaFault) -> [UInt8] {
        guard template.contains(UInt8(ascii: "%")) else { return template }
        var text: [UInt8] = []
        var at = 0
        while at < template.count {
            let byte = template[at]
            at += 1
            guard byte == UInt8(ascii: "%"), at < template.count else {
                text.append(byte)
                continue
            }
            let mark = template[at]
            at += 1
            if mark == UInt8(ascii: "0") {
                text += matcher.subject[start..<end]
            } else if LuaLexer.isDigit(mark) {
                text += try capture(matcher, Int(mark) - 0x31, start, end).bytes ?? []
            } else {
                text.append(mark)
            }
        }
        return text
    }
}
