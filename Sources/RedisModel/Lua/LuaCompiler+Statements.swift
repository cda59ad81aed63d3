extension LuaCompiler {
    /// Statements one after the other.
    static func block(_ statements: [LuaStatement]) -> Execution {
        let parts = statements.map { Step(run: execution($0)) }
        guard parts.count != 1 else { return parts[0].run }
        return { frame throws(LuaFault) in
            for part in parts {
                switch try part.run(frame) {
                case .next: continue
                case let flow: return flow
                }
            }
            return .next
        }
    }

    private static func execution(_ statement: LuaStatement) -> Execution {
        switch statement {
        case .local(let locals, let values): return declaration(locals, values)
        case .assign(let targets, let values): return assignment(targets, values)
        case .call(let call):
            let call = result(call)
            return { frame throws(LuaFault) in
                _ = try call(frame)
                return .next
            }
        case .block(let statements): return block(statements)
        case .conditional(let branches, let otherwise): return conditional(branches, otherwise)
        case .whileLoop(let condition, let body): return whileLoop(value(condition), block(body))
        case .repeatLoop(let body, let condition): return repeatLoop(block(body), value(condition))
        case .count(let local, let from, let to, let step, let body, let line):
            return count(local, value(from), value(to), step.map { value($0) }, block(body), line)
        case .each(let locals, let values, let body, let line): return each(locals, list(values), block(body), line)
        case .localFunction(let local, let body):
            let function = value(.function(body))
            let (place, isCaptured) = (local.place, local.isCaptured)
            return { frame throws(LuaFault) in
                frame.declare(place, isCaptured: isCaptured, .none)
                let closure = try function(frame)
                if isCaptured { frame.cells[place]?.value = closure } else { frame.locals[place] = closure }
                return .next
            }
        case .giveBack(let values): return giveBack(values)
        case .leave: return { _ in .leave }
        }
    }

    private static func giveBack(_ values: [LuaExpression]) -> Execution {
        if values.count == 1 {
            let result = result(values[0])
            return { frame throws(LuaFault) in .giveBack(try result(frame)) }
        }
        let values = list(values)
        return { frame throws(LuaFault) in .giveBack(LuaResult(try values(frame))) }
    }

    private static func conditional(_ branches: [(LuaExpression, [LuaStatement])], _ otherwise: [LuaStatement]) -> Execution {
        let otherwise = block(otherwise)
        if branches.count == 1 {
            let (condition, body) = (value(branches[0].0), block(branches[0].1))
            return { frame throws(LuaFault) in
                try condition(frame).isTrue ? try body(frame) : try otherwise(frame)
            }
        }
        let branches = branches.map { (Operand(value: value($0.0)), Step(run: block($0.1))) }
        return { frame throws(LuaFault) in
            for (condition, body) in branches where try condition.value(frame).isTrue { return try body.run(frame) }
            return try otherwise(frame)
        }
    }

    // MARK: - Loops

    private static func whileLoop(_ condition: @escaping Evaluation, _ body: @escaping Execution) -> Execution {
        { frame throws(LuaFault) in
            while try condition(frame).isTrue {
                try frame.run.spend()
                switch try body(frame) {
                case .next: continue
                case .leave: return .next
                case .giveBack(let result): return .giveBack(result)
                }
            }
            return .next
        }
    }

    private static func repeatLoop(_ body: @escaping Execution, _ condition: @escaping Evaluation) -> Execution {
        { frame throws(LuaFault) in
            repeat {
                try frame.run.spend()
                switch try body(frame) {
                case .next: continue
                case .leave: return .next
                case .giveBack(let result): return .giveBack(result)
                }
            } while try !condition(frame).isTrue
            return .next
        }
    }

    private static func count(
        _ local: LuaLocal,
        _ from: @escaping Evaluation,
        _ to: @escaping Evaluation,
        _ by: Evaluation?,
        _ body: @escaping Execution,
        _ line: Int
    ) -> Execution {
        let (place, isCaptured) = (local.place, local.isCaptured)
        return { frame throws(LuaFault) in
            let (from, to) = (try from(frame), try to(frame))
            let by = try by?(frame) ?? .number(1)
            guard var number = from.number else { throw frame.run.fault("'for' initial value must be a number", line: line) }
            guard let end = to.number else { throw frame.run.fault("'for' limit must be a number", line: line) }
            guard let step = by.number else { throw frame.run.fault("'for' step must be a number", line: line) }
            while step > 0 ? number <= end : end <= number {
                try frame.run.spend()
                frame.declare(place, isCaptured: isCaptured, .number(number))
                switch try body(frame) {
                case .next: number += step
                case .leave: return .next
                case .giveBack(let result): return .giveBack(result)
                }
            }
            return .next
        }
    }

    private static func each(
        _ locals: [LuaLocal],
        _ values: @escaping ListEvaluation,
        _ body: @escaping Execution,
        _ line: Int
    ) -> Execution {
        let targets = locals.map { ($0.place, $0.isCaptured) }
        return { frame throws(LuaFault) in
            let start = try values(frame)
            let (iterator, state) = (start.first ?? .none, start.count > 1 ? start[1] : .none)
            var control = start.count > 2 ? start[2] : .none
            while true {
                try frame.run.spend()
                let result = try frame.run.call(iterator, [state, control], line: line)
                control = result.first
                if control.isNil { return .next }
                let values = result.values
                for (index, target) in targets.enumerated() {
                    frame.declare(target.0, isCaptured: target.1, index < values.count ? values[index] : .none)
                }
                switch try body(frame) {
                case .next: continue
                case .leave: return .next
                case .giveBack(let result): return .giveBack(result)
                }
            }
        }
    }

    // MARK: - Variables

    private static func declaration(_ locals: [LuaLocal], _ values: [LuaExpression]) -> Execution {
        let targets = locals.map { ($0.place, $0.isCaptured) }
        if targets.count == 1, values.count == 1 {
            let (place, isCaptured) = targets[0]
            let value = value(values[0])
            return { frame throws(LuaFault) in
                frame.declare(place, isCaptured: isCaptured, try value(frame))
                return .next
            }
        }
        let values = list(values)
        return { frame throws(LuaFault) in
            let values = try values(frame)
            for (index, target) in targets.enumerated() {
                frame.declare(target.0, isCaptured: target.1, index < values.count ? values[index] : .none)
            }
            return .next
        }
    }

    private static func assignment(_ targets: [LuaExpression], _ values: [LuaExpression]) -> Execution {
        if targets.count == 1, values.count == 1 { return assignment(targets[0], value(values[0])) }
        let setters = targets.map { setter($0) }
        let values = list(values)
        return { frame throws(LuaFault) in
            var sets: [(LuaValue) throws(LuaFault) -> Void] = []
            for setter in setters { sets.append(try setter(frame)) }
            let values = try values(frame)
            for index in sets.indices.reversed() { try sets[index](index < values.count ? values[index] : .none) }
            return .next
        }
    }

    private static func assignment(_ target: LuaExpression, _ value: @escaping Evaluation) -> Execution {
        switch target {
        case .local(let local) where !local.isCaptured:
            let place = local.place
            return { frame throws(LuaFault) in
                frame.locals[place] = try value(frame)
                return .next
            }
        case .index(let table, let key, let line):
            let description = description(table)
            let (table, key) = (self.value(table), self.value(key))
            return { frame throws(LuaFault) in
                let (base, key) = (try table(frame), try key(frame))
                try LuaAccess.set(frame.run, base, key, value(frame), description, line)
                return .next
            }
        default:
            let setter = setter(target)
            return { frame throws(LuaFault) in
                let set = try setter(frame)
                try set(value(frame))
                return .next
            }
        }
    }

    private typealias Setter = @Sendable (LuaFrame) throws(LuaFault) -> (LuaValue) throws(LuaFault) -> Void

    /// Evaluates what a target is made of, and gives what sets it.
    private static func setter(_ target: LuaExpression) -> Setter {
        switch target {
        case .local(let local):
            let place = local.place
            if local.isCaptured { return { frame in { frame.cells[place]?.value = $0 } } }
            return { frame in { frame.locals[place] = $0 } }
        case .upvalue(let index, _): return { frame in { frame.upvalues[index].value = $0 } }
        case .index(let table, let key, let line):
            let description = description(table)
            let (table, key) = (value(table), value(key))
            return { frame throws(LuaFault) in
                let (base, key) = (try table(frame), try key(frame))
                return { value throws(LuaFault) in try LuaAccess.set(frame.run, base, key, value, description, line) }
            }
        case .global(_, let line):
            return { frame in
                { _ throws(LuaFault) in throw frame.run.fault("Attempt to modify a readonly table", line: line) }
            }
        case .constant, .varargs, .call, .method, .function, .unary, .binary, .and, .or, .table, .single:
            return { frame in { _ in } }
        }
    }
}
