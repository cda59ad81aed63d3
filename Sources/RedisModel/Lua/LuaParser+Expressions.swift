extension LuaParser {
    /// One expression or more, with commas between.
    mutating func expressions() throws(LuaSyntaxFault) -> [LuaExpression] {
        var values: [LuaExpression] = []
        repeat { values.append(try expression()) } while try accept(",")
        return values
    }

    /// An expression whose operators bind more strongly than `limit`.
    mutating func expression(above limit: Int = 0) throws(LuaSyntaxFault) -> LuaExpression {
        try deeper { parser throws(LuaSyntaxFault) in try parser.operation(above: limit) }
    }

    private mutating func operation(above limit: Int) throws(LuaSyntaxFault) -> LuaExpression {
        var left: LuaExpression
        if case .mark(let mark) = token, let unary = Self.unaries[mark] {
            let start = line
            try advance()
            left = .unary(unary, try expression(above: 8), line: start)
        } else {
            left = try simple()
        }
        var length = 0
        while case .mark(let mark) = token, let strength = Self.strengths[mark], strength.left > limit {
            length += 1
            guard length <= Self.maxDepth else { throw fault("chunk has too many syntax levels") }
            let start = line
            try advance()
            let right = try expression(above: strength.right)
            left =
                switch mark {
                case "and": .and(left, right)
                case "or": .or(left, right)
                default: .binary(Self.binaries[mark] ?? .add, left, right, line: start)
                }
        }
        return left
    }

    private static let unaries: [String: LuaUnary] = ["-": .minus, "not": .not, "#": .length]

    private static let binaries: [String: LuaBinary] = [
        "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "%": .modulo, "^": .power, "..": .concatenate, "==": .equal,
        "~=": .unequal, "<": .less, "<=": .atMost, ">": .more, ">=": .atLeast,
    ]

    private static let strengths: [String: (left: Int, right: Int)] = [
        "+": (6, 6), "-": (6, 6), "*": (7, 7), "/": (7, 7), "%": (7, 7), "^": (10, 9), "..": (5, 4), "~=": (3, 3), "==": (3, 3),
        "<": (3, 3), "<=": (3, 3), ">": (3, 3), ">=": (3, 3), "and": (2, 2), "or": (1, 1),
    ]

    private mutating func simple() throws(LuaSyntaxFault) -> LuaExpression {
        let value: LuaExpression
        switch token {
        case .number(let number): value = .constant(.number(number))
        case .string(let bytes): value = .constant(.string(bytes))
        case .mark("nil"): value = .constant(.none)
        case .mark("true"): value = .constant(.boolean(true))
        case .mark("false"): value = .constant(.boolean(false))
        case .mark("..."):
            guard scope.body.takesMore else { throw fault("cannot use '...' outside a vararg function") }
            value = .varargs
        case .mark("{"): return try table()
        case .mark("function"):
            let start = line
            try advance()
            return .function(try functionBody(isMethod: false, from: start))
        case .name, .mark, .end: return try suffixed()
        }
        try advance()
        return value
    }

    /// A name or something in parentheses, with what is called and looked up in it.
    mutating func suffixed() throws(LuaSyntaxFault) -> LuaExpression {
        var value: LuaExpression
        let start = line
        if case .name(let name) = token {
            try advance()
            value = scope.resolve(name, line: start)
        } else if try accept("(") {
            let inner = try expression()
            try close(")", "(", from: start)
            value = inner.isMultiple ? .single(inner) : inner
        } else {
            throw fault("unexpected symbol")
        }
        for _ in 0..<Self.maxDepth {
            let start = line
            switch token {
            case .mark("."):
                try advance()
                value = .index(value, .constant(.string(try name())), line: start)
            case .mark("["):
                try advance()
                let key = try expression()
                try expect("]")
                value = .index(value, key, line: start)
            case .mark(":"):
                try advance()
                let method = try name()
                value = .method(value, method, try arguments(), line: start)
            case .mark("("), .mark("{"), .string:
                value = .call(value, try arguments(), line: start)
            default: return value
            }
        }
        throw fault("chunk has too many syntax levels")
    }

    private mutating func arguments() throws(LuaSyntaxFault) -> [LuaExpression] {
        let start = line
        switch token {
        case .string(let bytes):
            try advance()
            return [.constant(.string(bytes))]
        case .mark("{"): return [try table()]
        case .mark("("):
            guard start == lineBefore else {
                throw fault("ambiguous syntax (function call x new statement)")
            }
            try advance()
            if try accept(")") { return [] }
            let values = try expressions()
            try close(")", "(", from: start)
            return values
        default: throw fault("function arguments expected")
        }
    }

    private mutating func table() throws(LuaSyntaxFault) -> LuaExpression {
        let start = line
        try expect("{")
        var fields: [LuaField] = []
        while token != .mark("}") {
            if case .name(let name) = token, try lookAhead() == .mark("=") {
                try advance()
                try advance()
                fields.append(.pair(.constant(.string(name)), try expression()))
            } else if try accept("[") {
                let key = try expression()
                try expect("]")
                try expect("=")
                fields.append(.pair(key, try expression()))
            } else {
                fields.append(.item(try expression()))
            }
            if try !accept(","), try !accept(";") { break }
        }
        try close("}", "{", from: start)
        return .table(fields)
    }

    /// Parameters and statements of a function, behind the word `function` and its name.
    mutating func functionBody(isMethod: Bool, from start: Int) throws(LuaSyntaxFault) -> LuaBody {
        let outer = scope
        scope = LuaScope(in: outer)
        defer { scope = outer }
        scope.openBlock()
        if isMethod { scope.body.parameters.append(scope.declare("self")) }
        try expect("(")
        if token != .mark(")") {
            repeat {
                if try accept("...") {
                    scope.body.takesMore = true
                    break
                }
                scope.body.parameters.append(scope.declare(try name()))
            } while try accept(",")
        }
        try expect(")")
        scope.body.statements = try block()
        scope.closeBlock()
        try close("end", "function", from: start)
        return scope.body
    }
}
