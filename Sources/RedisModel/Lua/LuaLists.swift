/// Lua's `table`.
enum LuaLists {
    static let functions: [LuaNative] = [
        .many("insert", insert),
        .many("remove") { arguments throws(LuaFault) in
            let table = try arguments.table(0)
            let place = try arguments.integer(1, or: table.length)
            guard place >= 1, place <= table.length else { return .none }
            return .one(table.remove(at: place))
        },
        .one("concat", concatenate),
        .many("sort", sort),
        .one("getn") { arguments throws(LuaFault) in .number(Double(try arguments.table(0).length)) },
        .one("maxn") { arguments throws(LuaFault) in
            let table = try arguments.table(0)
            var greatest = 0.0
            var position = 0
            while let pair = table.pair(from: position) {
                if case .number(let number) = pair.key { greatest = max(greatest, number) }
                position = pair.next
            }
            return .number(greatest)
        },
    ]

    @Sendable
    private static func insert(_ arguments: LuaArguments) throws(LuaFault) -> LuaResult {
        let table = try arguments.table(0)
        guard !table.isReadOnly else { throw arguments.run.fault("Attempt to modify a readonly table") }
        switch arguments.count {
        case 2: table[table.length + 1] = arguments[1]
        case 3:
            try arguments.run.spend(table.length >> 3)
            table.insert(arguments[2], at: try arguments.integer(1))
        default: throw arguments.run.fault("wrong number of arguments to 'insert'")
        }
        return .none
    }

    @Sendable
    private static func concatenate(_ arguments: LuaArguments) throws(LuaFault) -> LuaValue {
        let table = try arguments.table(0)
        let separator = try arguments.bytes(1, or: [])
        let first = try arguments.integer(2, or: 1)
        let last = try arguments.integer(3, or: table.length)
        var text: [UInt8] = []
        guard first <= last else { return .string(Bytes(text)) }
        for index in first...last {
            let value = table[index]
            guard let bytes = value.bytes else {
                throw arguments.run.fault("invalid value (\(value.kind)) at index \(index) in table for 'concat'")
            }
            try arguments.run.spend(1 + bytes.count >> 5)
            text += bytes
            if index < last { text += separator }
        }
        return .string(Bytes(text))
    }

    @Sendable
    private static func sort(_ arguments: LuaArguments) throws(LuaFault) -> LuaResult {
        let table = try arguments.table(0)
        let (run, compare) = (arguments.run, arguments[1])
        if !compare.isNil {
            switch compare {
            case .native, .closure: break
            default: throw arguments.fault(1, "function expected, got \(compare.kind)")
            }
        }
        table.replaceItems(
            try merged(table.items) { one, other throws(LuaFault) in
                try run.spend()
                guard !compare.isNil else { return try LuaAccess.less(run, one, other, 0) }
                return try run.call(compare, [one, other], line: 0).first.isTrue
            }
        )
        return .none
    }

    /// Merge sort: an order that contradicts itself does no harm.
    private static func merged(
        _ values: [LuaValue],
        _ precedes: (LuaValue, LuaValue) throws(LuaFault) -> Bool
    ) throws(LuaFault) -> [LuaValue] {
        guard values.count > 1 else { return values }
        let middle = values.count / 2
        let left = try merged(Array(values[..<middle]), precedes)
        let right = try merged(Array(values[middle...]), precedes)
        var result: [LuaValue] = []
        result.reserveCapacity(values.count)
        var (one, other) = (0, 0)
        while one < left.count, other < right.count {
            if try precedes(right[other], left[one]) {
                result.append(right[other])
                other += 1
            } else {
                result.append(left[one])
                one += 1
            }
        }
        return result + left[one...] + right[other...]
    }
}
