extension LuaParser {
    /// One statement.
    mutating func statement() throws(LuaSyntaxFault) -> LuaStatement? {
        let start = line
        guard case .mark(let mark) = token else { return try expressionStatement() }
        switch mark {
        case "if": return try conditional()
        case "while":
            try advance()
            let condition = try expression()
            try expect("do")
            let body = try loopBlock()
            try close("end", "while", from: start)
            return .whileLoop(condition, body)
        case "do":
            try advance()
            let body = try block()
            try close("end", "do", from: start)
            return .block(body)
        case "for": return try forLoop()
        case "repeat": return try repeatLoop()
        case "function": return try functionStatement()
        case "local": return try localStatement()
        default: return try expressionStatement()
        }
    }

    private mutating func loopBlock() throws(LuaSyntaxFault) -> [LuaStatement] {
        scope.loops += 1
        defer { scope.loops -= 1 }
        return try block()
    }

    private mutating func conditional() throws(LuaSyntaxFault) -> LuaStatement {
        let start = line
        var branches: [(LuaExpression, [LuaStatement])] = []
        repeat {
            try advance()
            let condition = try expression()
            try expect("then")
            branches.append((condition, try block()))
        } while token == .mark("elseif")
        let otherwise = try accept("else") ? try block() : []
        try close("end", "if", from: start)
        return .conditional(branches, otherwise: otherwise)
    }

    private mutating func repeatLoop() throws(LuaSyntaxFault) -> LuaStatement {
        let start = line
        try advance()
        scope.loops += 1
        scope.openBlock()
        let body = try statements()
        try close("until", "repeat", from: start)
        // The condition sees the block's locals.
        let condition = try expression()
        scope.closeBlock()
        scope.loops -= 1
        return .repeatLoop(body, until: condition)
    }

    private mutating func forLoop() throws(LuaSyntaxFault) -> LuaStatement {
        let start = line
        try advance()
        var names = [try name()]
        if try accept("=") {
            let from = try expression()
            try expect(",")
            let to = try expression()
            let step: LuaExpression? = try accept(",") ? try expression() : nil
            try expect("do")
            scope.openBlock()
            let local = scope.declare(names[0])
            let body = try loopBlock()
            scope.closeBlock()
            try close("end", "for", from: start)
            return .count(local, from: from, to: to, by: step, body, line: start)
        }
        while try accept(",") { names.append(try name()) }
        guard token == .mark("in") else { throw fault("'=' or 'in' expected") }
        try advance()
        let values = try expressions()
        try expect("do")
        scope.openBlock()
        var locals: [LuaLocal] = []
        for name in names { locals.append(scope.declare(name)) }
        let body = try loopBlock()
        scope.closeBlock()
        try close("end", "for", from: start)
        return .each(locals, values, body, line: start)
    }

    private mutating func functionStatement() throws(LuaSyntaxFault) -> LuaStatement {
        let start = line
        try advance()
        var target = scope.resolve(try name(), line: start)
        while try accept(".") { target = .index(target, .constant(.string(try name())), line: line) }
        var isMethod = false
        if try accept(":") {
            target = .index(target, .constant(.string(try name())), line: line)
            isMethod = true
        }
        return .assign([target], [.function(try functionBody(isMethod: isMethod, from: start))])
    }

    private mutating func localStatement() throws(LuaSyntaxFault) -> LuaStatement {
        try advance()
        if token == .mark("function") {
            let start = line
            try advance()
            // The function sees itself.
            let local = try declare(try name())
            return .localFunction(local, try functionBody(isMethod: false, from: start))
        }
        var names: [Bytes] = []
        repeat { names.append(try name()) } while try accept(",")
        let values = try accept("=") ? try expressions() : []
        var locals: [LuaLocal] = []
        for name in names { locals.append(try declare(name)) }
        return .local(locals, values)
    }

    private func declare(_ name: Bytes) throws(LuaSyntaxFault) -> LuaLocal {
        guard scope.count < LuaParser.maxDepth else {
            throw LuaSyntaxFault(message: "too many local variables (limit is 200) in main function near '='", line: line)
        }
        return scope.declare(name)
    }

    private mutating func expressionStatement() throws(LuaSyntaxFault) -> LuaStatement {
        let first = try suffixed()
        if token != .mark("="), token != .mark(",") {
            switch first {
            case .call, .method: return .call(first)
            default: throw expected("=")
            }
        }
        var targets = [first]
        while try accept(",") { targets.append(try suffixed()) }
        for target in targets {
            switch target {
            case .local, .upvalue, .global, .index: continue
            default: throw fault("syntax error")
            }
        }
        try expect("=")
        return .assign(targets, try expressions())
    }
}
