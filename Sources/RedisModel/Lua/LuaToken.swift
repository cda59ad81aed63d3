/// A word of a Lua text.
enum LuaToken: Equatable {
    case name(Bytes)
    case string(Bytes)
    case number(Double)
    /// A keyword or an operator, as it is written.
    case mark(String)
    case end

    static let keywords: Set<String> = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil", "not", "or",
        "repeat", "return", "then", "true", "until", "while",
    ]
}

/// Why a text is no Lua.
struct LuaSyntaxFault: Error {
    /// What is wrong, with Lua's own words.
    let message: String
    /// The line, from 1.
    let line: Int
}
