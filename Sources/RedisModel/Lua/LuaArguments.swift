/// What a function of the library was called with, checked as Lua checks it.
struct LuaArguments {
    let run: LuaRun
    let values: [LuaValue]
    let name: String

    var count: Int { values.count }

    subscript(index: Int) -> LuaValue { index < values.count ? values[index] : .none }

    /// The message about an argument; `index` from 0.
    func fault(_ index: Int, _ problem: String) -> LuaFault {
        run.fault("bad argument #\(index + 1) to '\(name)' (\(problem))")
    }

    private func unexpected(_ index: Int, _ kind: String) -> LuaFault {
        fault(index, "\(kind) expected, got \(index < values.count ? values[index].kind : "no value")")
    }

    /// A string, or a number's text.
    func bytes(_ index: Int) throws(LuaFault) -> [UInt8] {
        guard let bytes = self[index].bytes else { throw unexpected(index, "string") }
        return bytes
    }

    func bytes(_ index: Int, or standard: [UInt8]) throws(LuaFault) -> [UInt8] {
        self[index].isNil ? standard : try bytes(index)
    }

    func number(_ index: Int) throws(LuaFault) -> Double {
        guard let number = self[index].number else { throw unexpected(index, "number") }
        return number
    }

    /// A number without its fraction, as C's conversion makes it.
    func integer(_ index: Int) throws(LuaFault) -> Int { Self.truncated(try number(index)) }

    func integer(_ index: Int, or standard: Int) throws(LuaFault) -> Int {
        self[index].isNil ? standard : try integer(index)
    }

    func table(_ index: Int) throws(LuaFault) -> LuaTable {
        guard case .table(let table) = self[index] else { throw unexpected(index, "table") }
        return table
    }

    func any(_ index: Int) throws(LuaFault) -> LuaValue {
        guard index < values.count else { throw fault(index, "value expected") }
        return values[index]
    }

    /// Towards zero; the smallest number for what does not fit, as the processor does it.
    static func truncated(_ number: Double) -> Int { Int(exactly: number.rounded(.towardZero)) ?? Int.min }
}

extension LuaNative {
    /// A function that gives one value.
    static func one(
        _ name: String,
        _ body: @escaping @Sendable (LuaArguments) throws(LuaFault) -> LuaValue
    ) -> LuaNative {
        LuaNative(name) { run, values throws(LuaFault) in
            .one(try body(LuaArguments(run: run, values: values, name: name)))
        }
    }

    /// A function that gives any number of values.
    static func many(
        _ name: String,
        _ body: @escaping @Sendable (LuaArguments) throws(LuaFault) -> LuaResult
    ) -> LuaNative {
        LuaNative(name) { run, values throws(LuaFault) in
            try body(LuaArguments(run: run, values: values, name: name))
        }
    }
}
