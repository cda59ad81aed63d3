/// Lua's base functions.
enum LuaBase {
    static let functions: [LuaNative] = [
        .one("type") { arguments throws(LuaFault) in .text(try arguments.any(0).kind) },
        .one("tostring") { arguments throws(LuaFault) in .string(Bytes(try arguments.any(0).shown)) },
        .one("tonumber", toNumber),
        .many("ipairs") { arguments throws(LuaFault) in
            .many([.native(step), .table(try arguments.table(0)), .number(0)])
        },
        .many("pairs") { arguments throws(LuaFault) in .many([.native(next), .table(try arguments.table(0)), .none]) },
        next,
        .many("select", select),
        .many("unpack", unpack),
        .many("error") { arguments throws(LuaFault) in throw fault(arguments) },
        .many("assert") { arguments throws(LuaFault) in
            guard try arguments.any(0).isTrue else {
                let message = try arguments.bytes(1, or: Array("assertion failed!".utf8))
                // The message is a format; there is nothing to put in.
                throw arguments.run.fault(String(decoding: message, as: UTF8.self))
            }
            return LuaResult(arguments.values)
        },
        .many("pcall", protected),
    ]

    /// The walk through a table.
    static let next = LuaNative.many("next") { arguments throws(LuaFault) in
        let table = try arguments.table(0)
        guard let position = table.position(after: arguments[1]) else {
            throw arguments.run.raise(.text("invalid key to 'next'"))
        }
        guard let pair = table.pair(from: position) else { return .one(.none) }
        return .many([pair.key, pair.value])
    }

    private static let step = LuaNative.many("ipairs") { arguments throws(LuaFault) in
        let index = try arguments.integer(1) &+ 1
        let value = try arguments.table(0)[index]
        return value.isNil ? .none : .many([.number(Double(index)), value])
    }

    /// Redis' own `pcall`: an error table with a text is given as that text.
    @Sendable
    private static func protected(_ arguments: LuaArguments) throws(LuaFault) -> LuaResult {
        let run = arguments.run
        guard let function = arguments.values.first else {
            return .many([.boolean(false), .text("attempt to call a boolean value")])
        }
        guard run.callers.count < LuaRun.maxDepth else { throw run.fault("stack overflow") }
        run.callers.append(run.line)
        defer { run.callers.removeLast() }
        do throws(LuaFault) {
            // What C calls has no line of its own.
            let result = try run.call(function, Array(arguments.values.dropFirst()), line: 0)
            return LuaResult([.boolean(true)] + result.values)
        } catch {
            guard error == .raised else { throw error }
            guard case .table(let table) = run.raised else { return .many([.boolean(false), run.raised]) }
            let text = table[.string("err")]
            // Where there is no text, what was looked up stays on the stack.
            return text.bytes == nil ? .many([.boolean(false), run.raised, text]) : .many([.boolean(false), text])
        }
    }

    @Sendable
    private static func toNumber(_ arguments: LuaArguments) throws(LuaFault) -> LuaValue {
        let base = try arguments.integer(1, or: 10)
        if base == 10 { return try arguments.any(0).number.map { .number($0) } ?? .none }
        guard base >= 2, base <= 36 else { throw arguments.fault(1, "base out of range") }
        var digits = try arguments.bytes(0)[...]
        while let byte = digits.first, NumberText.isSpace(byte) { digits.removeFirst() }
        while let byte = digits.last, NumberText.isSpace(byte) { digits.removeLast() }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        if base == 16, digits.count > 2, digits.prefix(2).elementsEqual("0x".utf8) { digits.removeFirst(2) }
        guard !digits.isEmpty else { return .none }
        // strtoul: what passes 64 bits stops at the greatest number; a minus turns it round.
        var number: UInt64 = 0
        var isTooLarge = false
        for byte in digits {
            let small = byte | 0x20
            guard byte < 0x80,
                let digit = small >= 0x61 && small <= 0x7A ? small - 0x61 + 10 : LuaLexer.isDigit(byte) ? byte - 0x30 : nil,
                digit < base
            else { return .none }
            let (product, overflow) = number.multipliedReportingOverflow(by: UInt64(base))
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            isTooLarge = isTooLarge || overflow || carry
            number = sum
        }
        if isTooLarge { return .number(Double(UInt64.max)) }
        return .number(Double(isNegative ? 0 &- number : number))
    }

    @Sendable
    private static func select(_ arguments: LuaArguments) throws(LuaFault) -> LuaResult {
        if arguments[0] == .text("#") { return .one(.number(Double(arguments.count - 1))) }
        let index = try arguments.integer(0)
        let count = arguments.count - 1
        let start = index < 0 ? count + max(index, -count - 1) : min(index, count + 1) - 1
        guard start >= 0, index != 0 else { throw arguments.fault(0, "index out of range") }
        return LuaResult(Array(arguments.values.dropFirst(start + 1)))
    }

    @Sendable
    static func unpack(_ arguments: LuaArguments) throws(LuaFault) -> LuaResult {
        let table = try arguments.table(0)
        let first = try arguments.integer(1, or: 1)
        let last = try arguments.integer(2, or: table.length)
        guard first <= last else { return .none }
        let (span, overflow) = last.subtractingReportingOverflow(first)
        // Lua's stack has room for so many.
        guard !overflow, span < 7990 else { throw arguments.run.fault("too many results to unpack") }
        return LuaResult((first...last).map { table[$0] })
    }

    private static func fault(_ arguments: LuaArguments) -> LuaFault {
        let run = arguments.run
        let level = arguments[1].isNil ? 1 : LuaArguments.truncated(arguments[1].number ?? 1)
        guard let message = arguments[0].bytes, level > 0 else { return run.raise(arguments[0]) }
        // Level 1 is where `error` was called, 2 is where its function was called.
        let index = run.callers.count - (level - 1)
        let line = level == 1 ? run.line : run.callers.indices.contains(index) ? run.callers[index] : 0
        return run.raise(.string(Bytes(line > 0 ? Array("user_script:\(line): ".utf8) + message : message)))
    }
}
