/// A value of Lua; two are the same where Lua's `rawequal` says so.
enum LuaValue: Hashable {
    case none
    case boolean(Bool)
    case number(Double)
    case string(Bytes)
    case table(LuaTable)
    case native(LuaNative)
    case closure(LuaClosure)
    /// `cjson.null`, a light userdata.
    case null

    /// Of a string and a number, only what tells them from others of their kind.
    func hash(into hasher: inout Hasher) {
        switch self {
        case .none: hasher.combine(0)
        case .boolean(let flag): hasher.combine(flag)
        case .number(let number): hasher.combine(number)
        case .string(let bytes): hasher.combine(bytes)
        case .table(let table): hasher.combine(table)
        case .native(let native): hasher.combine(native)
        case .closure(let closure): hasher.combine(closure)
        case .null: hasher.combine(1)
        }
    }

    /// A string of text.
    static func text(_ text: String) -> LuaValue { .string(Bytes(text)) }

    init(_ constant: LuaConstant) {
        switch constant {
        case .none: self = .none
        case .boolean(let flag): self = .boolean(flag)
        case .number(let number): self = .number(number)
        case .string(let bytes): self = .string(bytes)
        }
    }

    /// Everything but nil and false.
    var isTrue: Bool {
        switch self {
        case .none, .boolean(false): false
        default: true
        }
    }

    var isNil: Bool {
        if case .none = self { true } else { false }
    }

    /// What `type` answers.
    var kind: String {
        switch self {
        case .none: "nil"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .table: "table"
        case .native, .closure: "function"
        case .null: "userdata"
        }
    }

    /// Its number, read from a string if need be.
    var number: Double? {
        switch self {
        case .number(let number): number
        case .string(let bytes): NumberText.lua(bytes.array)
        default: nil
        }
    }

    /// Its bytes, made from a number if need be.
    var bytes: [UInt8]? {
        switch self {
        case .string(let bytes): bytes.array
        case .number(let number): NumberFormat.lua(number)
        default: nil
        }
    }

    /// What `tostring` answers; the addresses of tables and functions are made up.
    var shown: [UInt8] {
        switch self {
        case .none: Array("nil".utf8)
        case .boolean(let flag): Array((flag ? "true" : "false").utf8)
        case .number(let number): NumberFormat.lua(number)
        case .string(let bytes): bytes.array
        case .table: Array("table: 0x00000001".utf8)
        case .native: Array("function: builtin".utf8)
        case .closure: Array("function: 0x00000002".utf8)
        case .null: Array("userdata: (nil)".utf8)
        }
    }
}

/// What a function gives back.
enum LuaResult {
    case none
    case one(LuaValue)
    case many([LuaValue])

    init(_ values: [LuaValue]) {
        switch values.count {
        case 0: self = .none
        case 1: self = .one(values[0])
        default: self = .many(values)
        }
    }

    var first: LuaValue {
        switch self {
        case .none: .none
        case .one(let value): value
        case .many(let values): values.first ?? .none
        }
    }

    var values: [LuaValue] {
        switch self {
        case .none: []
        case .one(let value): [value]
        case .many(let values): values
        }
    }
}

/// Why a script stops; the value that was raised is kept in the run, since tables are no errors.
enum LuaFault: Error {
    /// An error that `pcall` catches.
    case raised
    /// The script took too many steps: nothing catches that.
    case exhausted
}

/// A function of the library.
final class LuaNative: Hashable, Sendable {
    let name: String
    let body: @Sendable (LuaRun, [LuaValue]) throws(LuaFault) -> LuaResult

    init(_ name: String, _ body: @escaping @Sendable (LuaRun, [LuaValue]) throws(LuaFault) -> LuaResult) {
        self.name = name
        self.body = body
    }

    static func == (one: LuaNative, other: LuaNative) -> Bool { one === other }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A function of the script with the variables that it took along.
final class LuaClosure: Hashable {
    let code: LuaCode
    let cells: [LuaCell]

    init(_ code: LuaCode, _ cells: [LuaCell]) {
        self.code = code
        self.cells = cells
    }

    static func == (one: LuaClosure, other: LuaClosure) -> Bool { one === other }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A variable that several functions share.
final class LuaCell {
    var value: LuaValue

    init(_ value: LuaValue) { self.value = value }
}
