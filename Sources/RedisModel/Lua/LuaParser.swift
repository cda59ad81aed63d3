/// Reads a Lua 5.1 text; names are resolved on the way.
struct LuaParser {
    var lexer: LuaLexer
    var token = LuaToken.end
    /// The line of `token`, and of the word before it.
    var line = 1
    var lineBefore = 1
    var scope: LuaScope
    private var ahead: (token: LuaToken, line: Int)?
    private var depth = 0

    /// As deep as Lua itself goes.
    static let maxDepth = 200

    /// The body of the function that `text` is.
    static func parse(_ text: [UInt8]) throws(LuaSyntaxFault) -> LuaBody {
        var parser = LuaParser(lexer: LuaLexer(text), scope: LuaScope(in: nil))
        parser.scope.body.takesMore = true
        try parser.advance()
        parser.scope.body.statements = try parser.block()
        guard parser.token == .end else { throw parser.expected("<eof>") }
        return parser.scope.body
    }

    private init(lexer: LuaLexer, scope: LuaScope) {
        self.lexer = lexer
        self.scope = scope
    }

    // MARK: - Words

    mutating func advance() throws(LuaSyntaxFault) {
        lineBefore = line
        if let next = ahead {
            (token, line) = next
            ahead = nil
        } else {
            token = try lexer.next()
            line = lexer.line
        }
    }

    /// The word after `token`.
    mutating func lookAhead() throws(LuaSyntaxFault) -> LuaToken {
        if let ahead { return ahead.token }
        let next = try lexer.next()
        ahead = (next, lexer.line)
        return next
    }

    func fault(_ message: String) -> LuaSyntaxFault {
        LuaSyntaxFault(message: "\(message) near '\(LuaLexer.shown(token))'", line: line)
    }

    func expected(_ mark: String) -> LuaSyntaxFault { fault("'\(mark)' expected") }

    mutating func accept(_ mark: String) throws(LuaSyntaxFault) -> Bool {
        guard token == .mark(mark) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ mark: String) throws(LuaSyntaxFault) {
        guard try accept(mark) else { throw expected(mark) }
    }

    /// The end of what began with `opening` on `start`.
    mutating func close(_ mark: String, _ opening: String, from start: Int) throws(LuaSyntaxFault) {
        guard token != .mark(mark) else { return try advance() }
        throw start == line ? expected(mark) : fault("'\(mark)' expected (to close '\(opening)' at line \(start))")
    }

    mutating func name() throws(LuaSyntaxFault) -> Bytes {
        guard case .name(let name) = token else { throw fault("'<name>' expected") }
        try advance()
        return name
    }

    /// One level deeper for the time of `body`.
    mutating func deeper<Value>(
        _ body: (inout LuaParser) throws(LuaSyntaxFault) -> Value
    ) throws(LuaSyntaxFault) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maxDepth else { throw fault("chunk has too many syntax levels") }
        return try body(&self)
    }

    // MARK: - Blocks

    /// Statements up to a word that ends a block, in a block of their own.
    mutating func block() throws(LuaSyntaxFault) -> [LuaStatement] {
        scope.openBlock()
        defer { scope.closeBlock() }
        return try statements()
    }

    mutating func statements() throws(LuaSyntaxFault) -> [LuaStatement] {
        var statements: [LuaStatement] = []
        while !endsBlock {
            if token == .mark("return") {
                statements.append(try giveBack())
                break
            }
            if token == .mark("break") {
                guard scope.loops > 0 else { throw LuaSyntaxFault(message: "no loop to break near '<eof>'", line: line) }
                try advance()
                _ = try accept(";")
                statements.append(.leave)
                break
            }
            if let statement = try deeper({ parser throws(LuaSyntaxFault) in try parser.statement() }) {
                statements.append(statement)
            }
            _ = try accept(";")
        }
        return statements
    }

    private var endsBlock: Bool {
        switch token {
        case .end, .mark("end"), .mark("else"), .mark("elseif"), .mark("until"): true
        default: false
        }
    }

    private mutating func giveBack() throws(LuaSyntaxFault) -> LuaStatement {
        try advance()
        var values: [LuaExpression] = []
        if !endsBlock, token != .mark(";") { values = try expressions() }
        _ = try accept(";")
        return .giveBack(values)
    }
}
