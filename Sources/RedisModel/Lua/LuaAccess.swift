/// Lookups and comparisons that can fail, with Lua's messages.
enum LuaAccess {
    /// A field of a value; strings have those of the string library.
    static func get(
        _ run: LuaRun,
        _ base: LuaValue,
        _ key: LuaValue,
        _ description: String?,
        _ line: Int
    ) throws(LuaFault) -> LuaValue {
        switch base {
        case .table(let table): return table[key]
        case .string:
            guard case .string(let name) = key, let native = LuaLibrary.functions["string"]?[name] else { return .none }
            return .native(native)
        default: throw fault(run, "index", base, description, line)
        }
    }

    /// Sets a field of a table.
    static func set(
        _ run: LuaRun,
        _ base: LuaValue,
        _ key: LuaValue,
        _ value: LuaValue,
        _ description: String?,
        _ line: Int
    ) throws(LuaFault) {
        guard case .table(let table) = base else { throw fault(run, "index", base, description, line) }
        guard !table.isReadOnly else { throw run.fault("Attempt to modify a readonly table", line: line) }
        try checkKey(run, key, line: line)
        table[key] = value
    }

    /// Nil and what is no number are no keys.
    static func checkKey(_ run: LuaRun, _ key: LuaValue, line: Int) throws(LuaFault) {
        switch key {
        case .none: throw run.fault("table index is nil", line: line)
        case .number(let number) where number.isNaN: throw run.fault("table index is NaN", line: line)
        default: return
        }
    }

    /// The message about a value that something cannot be done with.
    static func fault(_ run: LuaRun, _ action: String, _ value: LuaValue, _ name: String?, _ line: Int) -> LuaFault {
        guard let name else { return run.fault("attempt to \(action) a \(value.kind) value", line: line) }
        return run.fault("attempt to \(action) \(name) (a \(value.kind) value)", line: line)
    }

    @Sendable
    static func less(_ run: LuaRun, _ one: LuaValue, _ other: LuaValue, _ line: Int) throws(LuaFault) -> Bool {
        switch (one, other) {
        case (.number(let one), .number(let other)): return one < other
        case (.string(let one), .string(let other)): return one.array.lexicographicallyPrecedes(other.array)
        default: throw incomparable(run, one, other, line)
        }
    }

    @Sendable
    static func atMost(_ run: LuaRun, _ one: LuaValue, _ other: LuaValue, _ line: Int) throws(LuaFault) -> Bool {
        switch (one, other) {
        case (.number(let one), .number(let other)): return one <= other
        case (.string(let one), .string(let other)): return !other.array.lexicographicallyPrecedes(one.array)
        default: throw incomparable(run, one, other, line)
        }
    }

    private static func incomparable(_ run: LuaRun, _ one: LuaValue, _ other: LuaValue, _ line: Int) -> LuaFault {
        let (first, second) = (one.kind, other.kind)
        let message =
            first == second ? "attempt to compare two \(first) values" : "attempt to compare \(first) with \(second)"
        return run.fault(message, line: line)
    }
}
