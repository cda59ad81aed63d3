/// What scripts find there: the tables of Redis' Lua, the base functions under the empty name.
enum LuaLibrary {
    static let functions: [Bytes: [Bytes: LuaNative]] = [
        "": named(LuaBase.functions),
        "string": named(LuaText.functions + LuaPatterns.functions),
        "table": named(LuaLists.functions),
        "math": named(LuaMath.functions),
        "redis": named(LuaRedis.functions),
        "cjson": named(LuaJSON.functions(codec: 0)),
    ]

    /// What Redis has and the model leaves out: a script that needs it is told so.
    static let missing: Set<String> = [
        "bit", "struct", "cmsgpack", "coroutine", "os", "load", "loadstring", "setmetatable", "getmetatable", "rawget", "rawset",
        "rawequal", "_G", "gcinfo", "collectgarbage", "xpcall", "newproxy",
    ]

    /// A library as a table.
    static func table(_ name: Bytes) -> LuaTable? {
        guard let natives = functions[name] else { return nil }
        let constants: [(Bytes, LuaValue)] =
            switch name {
            case "math": [("pi", .number(.pi)), ("huge", .number(.infinity))]
            case "cjson": LuaJSON.constants
            case "redis":
                [("LOG_DEBUG", .number(0)), ("LOG_VERBOSE", .number(1)), ("LOG_NOTICE", .number(2)), ("LOG_WARNING", .number(3))]
            default: []
            }
        let table = LuaTable(isReadOnly: true)
        table.fill(natives.values.sorted { $0.name < $1.name }.map { (Bytes($0.name), .native($0)) } + constants)
        return table
    }

    private static func named(_ natives: [LuaNative]) -> [Bytes: LuaNative] {
        Dictionary(natives.map { (Bytes($0.name), $0) }) { first, _ in first }
    }
}

extension LuaTable {
    /// Sets fields by name.
    func fill(_ fields: [(Bytes, LuaValue)]) {
        for (name, value) in fields { self[.string(name)] = value }
    }
}
