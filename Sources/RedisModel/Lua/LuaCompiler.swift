/// Turns what was read into closures: each knows its parts and the places of its variables beforehand.
enum LuaCompiler {
    typealias Evaluation = @Sendable (LuaFrame) throws(LuaFault) -> LuaValue
    typealias ManyEvaluation = @Sendable (LuaFrame) throws(LuaFault) -> LuaResult
    typealias ListEvaluation = @Sendable (LuaFrame) throws(LuaFault) -> [LuaValue]
    typealias Execution = @Sendable (LuaFrame) throws(LuaFault) -> LuaFlow

    /// An expression in an array: a bare closure there would be called through a wrapper.
    struct Operand: Sendable {
        let value: Evaluation
    }

    /// A statement in an array.
    struct Step: Sendable {
        let run: Execution
    }

    /// Makes a function ready.
    static func code(_ body: LuaBody) -> LuaCode {
        let block = block(body.statements)
        return LuaCode(
            parameters: body.parameters.map(\.isCaptured),
            takesMore: body.takesMore,
            places: body.places,
            hasCells: body.hasCells,
            captures: body.captures,
            run: { frame throws(LuaFault) in
                if case .giveBack(let result) = try block(frame) { return result }
                return .none
            }
        )
    }

    // MARK: - Expressions

    /// The one value of an expression.
    static func value(_ expression: LuaExpression) -> Evaluation {
        switch expression {
        case .constant(let constant): return self.constant(constant)
        case .varargs: return { frame in frame.more.first ?? .none }
        case .local(let local):
            let place = local.place
            if local.isCaptured { return { frame in frame.cells[place]?.value ?? .none } }
            return { frame in frame.locals[place] }
        case .upvalue(let index, _): return { frame in frame.upvalues[index].value }
        case .global(let name, let line): return global(name, line)
        case .index(let table, let key, let line): return index(table, key, line)
        case .call, .method:
            let many = result(expression)
            return { frame throws(LuaFault) in try many(frame).first }
        case .function(let body): return function(body)
        case .unary(let mark, let operand, let line): return unary(mark, operand, line)
        case .binary(let mark, let left, let right, let line): return binary(mark, left, right, line)
        case .and(let left, let right):
            let (left, right) = (value(left), value(right))
            return { frame throws(LuaFault) in
                let first = try left(frame)
                return first.isTrue ? try right(frame) : first
            }
        case .or(let left, let right):
            let (left, right) = (value(left), value(right))
            return { frame throws(LuaFault) in
                let first = try left(frame)
                return first.isTrue ? first : try right(frame)
            }
        case .table(let fields): return table(fields)
        case .single(let inner): return value(inner)
        }
    }

    private static func constant(_ constant: LuaConstant) -> Evaluation {
        switch constant {
        case .none: { _ in .none }
        case .boolean(let flag): { _ in .boolean(flag) }
        case .number(let number): { _ in .number(number) }
        case .string(let bytes): { _ in .string(bytes) }
        }
    }

    private static func global(_ name: Bytes, _ line: Int) -> Evaluation {
        if let native = LuaLibrary.functions[""]?[name] { return { _ in .native(native) } }
        switch name {
        case "KEYS": return { frame in .table(frame.run.keys) }
        case "ARGV": return { frame in .table(frame.run.arguments) }
        case _ where LuaLibrary.functions[name] != nil:
            return { frame in frame.run.library(name).map { .table($0) } ?? .none }
        case _ where LuaLibrary.missing.contains(name.text):
            let message = "the model's Lua has no '\(name.text)'"
            return { frame throws(LuaFault) in throw frame.run.fault(message, line: line) }
        default:
            let message = "Script attempted to access nonexistent global variable '\(name.text)'"
            return { frame throws(LuaFault) in throw frame.run.fault(message, line: line) }
        }
    }

    private static func index(_ table: LuaExpression, _ key: LuaExpression, _ line: Int) -> Evaluation {
        // `redis.call` and its like: the library cannot be changed.
        if case .global(let library, _) = table, case .constant(.string(let name)) = key,
            let native = LuaLibrary.functions[library]?[name]
        {
            return { _ in .native(native) }
        }
        let description = description(table)
        let table = value(table)
        if case .constant(.string(let name)) = key {
            return { frame throws(LuaFault) in
                let base = try table(frame)
                if case .table(let table) = base { return table[.string(name)] }
                return try LuaAccess.get(frame.run, base, .string(name), description, line)
            }
        }
        let key = value(key)
        return { frame throws(LuaFault) in
            let base = try table(frame)
            let key = try key(frame)
            if case .table(let table) = base { return table[key] }
            return try LuaAccess.get(frame.run, base, key, description, line)
        }
    }

    private static func function(_ body: LuaBody) -> Evaluation {
        let code = code(body)
        return { frame in
            let cells = code.captures.map { capture in
                switch capture {
                case .local(let place): frame.cells[place] ?? LuaCell(.none)
                case .upvalue(let index): frame.upvalues[index]
                }
            }
            return .closure(LuaClosure(code, cells))
        }
    }

    private static func table(_ fields: [LuaField]) -> Evaluation {
        var items: [LuaExpression] = []
        var pairs: [(Operand, Operand)] = []
        for field in fields {
            switch field {
            case .item(let item): items.append(item)
            case .pair(let key, let item): pairs.append((Operand(value: value(key)), Operand(value: value(item))))
            }
        }
        let list = list(items)
        let fixed = pairs
        return { frame throws(LuaFault) in
            let table = LuaTable(items: try list(frame))
            for (key, item) in fixed {
                let key = try key.value(frame)
                try LuaAccess.checkKey(frame.run, key, line: frame.run.line)
                table[key] = try item.value(frame)
            }
            return .table(table)
        }
    }

    // MARK: - Lists

    /// The values of several expressions, all of the last one's.
    static func list(_ expressions: [LuaExpression]) -> ListEvaluation {
        guard let last = expressions.last else { return { _ in [] } }
        let singles = expressions.dropLast().map { Operand(value: value($0)) }
        guard last.isMultiple else {
            let end = value(last)
            switch singles.count {
            case 0: return { frame throws(LuaFault) in [try end(frame)] }
            case 1:
                let first = singles[0].value
                return { frame throws(LuaFault) in [try first(frame), try end(frame)] }
            case 2:
                let (first, second) = (singles[0].value, singles[1].value)
                return { frame throws(LuaFault) in [try first(frame), try second(frame), try end(frame)] }
            default:
                return { frame throws(LuaFault) in
                    var values: [LuaValue] = []
                    values.reserveCapacity(singles.count + 1)
                    for single in singles { values.append(try single.value(frame)) }
                    values.append(try end(frame))
                    return values
                }
            }
        }
        let many = result(last)
        return { frame throws(LuaFault) in
            var values: [LuaValue] = []
            for single in singles { values.append(try single.value(frame)) }
            switch try many(frame) {
            case .none: break
            case .one(let value): values.append(value)
            case .many(let more): values += more
            }
            return values
        }
    }

    /// All values of an expression.
    static func result(_ expression: LuaExpression) -> ManyEvaluation {
        switch expression {
        case .varargs: return { frame in LuaResult(frame.more) }
        case .call(let function, let arguments, let line):
            let description = description(function)
            let (function, arguments) = (value(function), list(arguments))
            return { frame throws(LuaFault) in
                let callee = try function(frame)
                let arguments = try arguments(frame)
                switch callee {
                case .native, .closure: return try frame.run.call(callee, arguments, line: line)
                default: throw LuaAccess.fault(frame.run, "call", callee, description, line)
                }
            }
        case .method(let object, let name, let arguments, let line):
            let described = description(object)
            let (object, arguments) = (value(object), list(arguments))
            return { frame throws(LuaFault) in
                let base = try object(frame)
                let callee = try LuaAccess.get(frame.run, base, .string(name), described, line)
                let arguments = [base] + (try arguments(frame))
                switch callee {
                case .native, .closure: return try frame.run.call(callee, arguments, line: line)
                default: throw LuaAccess.fault(frame.run, "call", callee, "method '\(name.text)'", line)
                }
            }
        default:
            let single = value(expression)
            return { frame throws(LuaFault) in .one(try single(frame)) }
        }
    }

    /// How a message names what an expression stands for; `nil` for what has no name.
    static func description(_ expression: LuaExpression) -> String? {
        switch expression {
        case .local(let local): "local '\(local.name.text)'"
        case .upvalue(_, let name): "upvalue '\(name.text)'"
        case .global(let name, _): "global '\(name.text)'"
        case .index(_, .constant(.string(let name)), _): "field '\(name.text)'"
        case .index: "field '?'"
        case .method(_, _, _, _), .call, .varargs, .constant, .function, .unary, .binary, .and, .or, .table, .single: nil
        }
    }
}

/// How a statement ended.
enum LuaFlow {
    case next
    case leave
    case giveBack(LuaResult)
}
