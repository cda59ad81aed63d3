/// The `cjson` table of Redis' Lua.
enum LuaJSON {
    static var constants: [(Bytes, LuaValue)] {
        [
            ("null", .null), ("_NAME", .text("cjson")), ("_VERSION", .text("2.1.0")),
        ]
    }

    /// Its functions over the settings at `codec` of a run.
    static func functions(codec index: Int) -> [LuaNative] {
        [
            .one("encode") { arguments throws(LuaFault) in
                guard arguments.count == 1 else { throw arguments.fault(0, "expected 1 argument") }
                return .string(Bytes(try JSONWriting.encode(arguments[0], arguments.run.codecs[index], arguments.run)))
            },
            .one("decode") { arguments throws(LuaFault) in
                guard arguments.count == 1 else { throw arguments.fault(0, "expected 1 argument") }
                return try JSONReading.decode(try arguments.bytes(0), arguments.run.codecs[index], arguments.run)
            },
            .one("new") { arguments throws(LuaFault) in
                let run = arguments.run
                try run.spend(50)
                run.codecs.append(JSONCodec())
                let table = LuaTable()
                table.fill(functions(codec: run.codecs.count - 1).map { (Bytes($0.name), .native($0)) } + constants)
                return .table(table)
            },
            flag("decode_invalid_numbers", index) { codec, value in
                if let value { codec.readsInvalidNumbers = value }
                return codec.readsInvalidNumbers
            },
            .one("encode_invalid_numbers") { arguments throws(LuaFault) in
                let run = arguments.run
                switch arguments[0] {
                case .none: break
                case .boolean(let flag): (run.codecs[index].writesInvalidNumbers, run.codecs[index].writesNull) = (flag, false)
                case .text("null"): (run.codecs[index].writesInvalidNumbers, run.codecs[index].writesNull) = (false, true)
                default: throw arguments.fault(0, "invalid option '\(Bytes(arguments[0].shown).text)'")
                }
                return run.codecs[index].writesNull ? .text("null") : .boolean(run.codecs[index].writesInvalidNumbers)
            },
            number("decode_max_depth", index, 1...Int(Int32.max)) { codec, value in
                if let value { codec.readDepth = value }
                return codec.readDepth
            },
            number("encode_max_depth", index, 1...Int(Int32.max)) { codec, value in
                if let value { codec.writeDepth = value }
                return codec.writeDepth
            },
            number("encode_number_precision", index, 1...14) { codec, value in
                if let value { codec.precision = value }
                return codec.precision
            },
            flag("encode_keep_buffer", index) { _, value in value ?? true },
            sparse(index),
        ]
    }

    private static func flag(
        _ name: String,
        _ index: Int,
        _ change: @escaping @Sendable (inout JSONCodec, Bool?) -> Bool
    ) -> LuaNative {
        .one(name) { arguments throws(LuaFault) in
            switch arguments[0] {
            case .none: .boolean(change(&arguments.run.codecs[index], nil))
            case .boolean(let flag): .boolean(change(&arguments.run.codecs[index], flag))
            default: throw arguments.fault(0, "invalid option '\(Bytes(arguments[0].shown).text)'")
            }
        }
    }

    private static func number(
        _ name: String,
        _ index: Int,
        _ range: ClosedRange<Int>,
        _ change: @escaping @Sendable (inout JSONCodec, Int?) -> Int
    ) -> LuaNative {
        .one(name) { arguments throws(LuaFault) in
            if !arguments[0].isNil {
                let number = try arguments.integer(0)
                guard range.contains(number) else {
                    throw arguments.fault(0, "expected integer between \(range.lowerBound) and \(range.upperBound)")
                }
                return .number(Double(change(&arguments.run.codecs[index], number)))
            }
            return .number(Double(change(&arguments.run.codecs[index], nil)))
        }
    }

    private static func sparse(_ index: Int) -> LuaNative {
        .many("encode_sparse_array") { arguments throws(LuaFault) in
            let run = arguments.run
            if case .boolean(let flag) = arguments[0] { run.codecs[index].convertsSparse = flag }
            run.codecs[index].sparseRatio = max(0, try arguments.integer(1, or: run.codecs[index].sparseRatio))
            run.codecs[index].sparseSafe = max(0, try arguments.integer(2, or: run.codecs[index].sparseSafe))
            let codec = run.codecs[index]
            return .many([
                .boolean(codec.convertsSparse), .number(Double(codec.sparseRatio)), .number(Double(codec.sparseSafe)),
            ])
        }
    }
}
