extension LuaCompiler {
    static func unary(_ mark: LuaUnary, _ operand: LuaExpression, _ line: Int) -> Evaluation {
        let description = description(operand)
        let operand = value(operand)
        switch mark {
        case .not: return { frame throws(LuaFault) in .boolean(!(try operand(frame)).isTrue) }
        case .minus:
            return { frame throws(LuaFault) in
                let value = try operand(frame)
                guard let number = value.number else {
                    throw LuaAccess.fault(frame.run, "perform arithmetic on", value, description, line)
                }
                return .number(-number)
            }
        case .length:
            return { frame throws(LuaFault) in
                switch try operand(frame) {
                case .string(let bytes): return .number(Double(bytes.array.count))
                case .table(let table): return .number(Double(table.length))
                case let other: throw LuaAccess.fault(frame.run, "get length of", other, description, line)
                }
            }
        }
    }

    static func binary(_ mark: LuaBinary, _ left: LuaExpression, _ right: LuaExpression, _ line: Int) -> Evaluation {
        switch mark {
        case .concatenate: return concatenation(left, right, line)
        case .equal, .unequal:
            let (left, right) = (value(left), value(right))
            let wanted = mark == .equal
            return { frame throws(LuaFault) in .boolean((try left(frame) == right(frame)) == wanted) }
        case .less: return comparison(left, right, line, LuaAccess.less)
        case .more: return comparison(right, left, line, LuaAccess.less, isTurned: true)
        case .atMost: return comparison(left, right, line, LuaAccess.atMost)
        case .atLeast: return comparison(right, left, line, LuaAccess.atMost, isTurned: true)
        case .add: return arithmetic(left, right, line) { $0 + $1 }
        case .subtract: return arithmetic(left, right, line) { $0 - $1 }
        case .multiply: return arithmetic(left, right, line) { $0 * $1 }
        case .divide: return arithmetic(left, right, line) { $0 / $1 }
        case .modulo: return arithmetic(left, right, line) { $0 - ($0 / $1).rounded(.down) * $1 }
        case .power: return arithmetic(left, right, line, LuaMath.power)
        }
    }

    private static func arithmetic(
        _ left: LuaExpression,
        _ right: LuaExpression,
        _ line: Int,
        _ operation: @escaping @Sendable (Double, Double) -> Double
    ) -> Evaluation {
        let (leftName, rightName) = (description(left), description(right))
        let (left, right) = (value(left), value(right))
        return { frame throws(LuaFault) in
            let (first, second) = (try left(frame), try right(frame))
            if case .number(let one) = first, case .number(let other) = second { return .number(operation(one, other)) }
            guard let one = first.number else {
                throw LuaAccess.fault(frame.run, "perform arithmetic on", first, leftName, line)
            }
            guard let other = second.number else {
                throw LuaAccess.fault(frame.run, "perform arithmetic on", second, rightName, line)
            }
            return .number(operation(one, other))
        }
    }

    private typealias Comparison = @Sendable (LuaRun, LuaValue, LuaValue, Int) throws(LuaFault) -> Bool

    /// - Parameter isTurned: the second operand of the text comes first here; it is evaluated second all the same.
    private static func comparison(
        _ left: LuaExpression,
        _ right: LuaExpression,
        _ line: Int,
        _ compare: @escaping Comparison,
        isTurned: Bool = false
    ) -> Evaluation {
        let (left, right) = (value(left), value(right))
        if isTurned {
            return { frame throws(LuaFault) in
                let second = try right(frame)
                return .boolean(try compare(frame.run, left(frame), second, line))
            }
        }
        return { frame throws(LuaFault) in
            let first = try left(frame)
            return .boolean(try compare(frame.run, first, right(frame), line))
        }
    }

    /// `a .. b .. c` binds to the right: all parts are evaluated, then joined at once.
    private static func concatenation(_ left: LuaExpression, _ right: LuaExpression, _ line: Int) -> Evaluation {
        var expressions = [left]
        var rest = right
        while case .binary(.concatenate, let next, let last, _) = rest {
            expressions.append(next)
            rest = last
        }
        expressions.append(rest)
        let names = expressions.map { description($0) }
        let parts = expressions.map { Operand(value: value($0)) }
        return { frame throws(LuaFault) in
            var values: [LuaValue] = []
            values.reserveCapacity(parts.count)
            for part in parts { values.append(try part.value(frame)) }
            // Lua joins from the right, two at a time.
            var size = 0
            for index in values.indices.reversed() {
                guard let bytes = values[index].bytes else {
                    let isSecond = index == values.count - 1 && values[index - 1].bytes == nil
                    let wrong = isSecond ? index - 1 : index
                    throw LuaAccess.fault(frame.run, "concatenate", values[wrong], names[wrong], line)
                }
                values[index] = .string(Bytes(bytes))
                size += bytes.count
            }
            try frame.run.spend(size >> 5)
            var joined: [UInt8] = []
            joined.reserveCapacity(size)
            for case .string(let bytes) in values { joined += bytes.array }
            return .string(Bytes(joined))
        }
    }
}
