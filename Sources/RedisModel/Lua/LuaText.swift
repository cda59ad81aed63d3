/// Lua's `string`, without patterns.
enum LuaText {
    static let functions: [LuaNative] = [
        .one("len") { arguments throws(LuaFault) in .number(Double(try arguments.bytes(0).count)) },
        .one("lower") { arguments throws(LuaFault) in .string(Bytes(try arguments.bytes(0).lowercased)) },
        .one("upper") { arguments throws(LuaFault) in
            .string(Bytes(try arguments.bytes(0).map { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 }))
        },
        .one("reverse") { arguments throws(LuaFault) in .string(Bytes(try arguments.bytes(0).reversed())) },
        .one("sub") { arguments throws(LuaFault) in
            let bytes = try arguments.bytes(0)
            let range = range(try arguments.integer(1), try arguments.integer(2, or: -1), of: bytes.count)
            return .string(Bytes(Array(bytes[range])))
        },
        .many("byte") { arguments throws(LuaFault) in
            let bytes = try arguments.bytes(0)
            let first = position(try arguments.integer(1, or: 1), of: bytes.count)
            let range = range(first, try arguments.integer(2, or: first), of: bytes.count)
            guard range.count < 7990 else { throw arguments.run.fault("string slice too long") }
            return LuaResult(bytes[range].map { .number(Double($0)) })
        },
        .one("char") { arguments throws(LuaFault) in
            var bytes: [UInt8] = []
            for index in 0..<arguments.count {
                guard let byte = UInt8(exactly: try arguments.integer(index)) else {
                    throw arguments.fault(index, "invalid value")
                }
                bytes.append(byte)
            }
            return .string(Bytes(bytes))
        },
        .one("rep") { arguments throws(LuaFault) in
            let bytes = try arguments.bytes(0)
            let count = max(0, try arguments.integer(1))
            let (size, overflow) = bytes.count.multipliedReportingOverflow(by: count)
            guard !overflow, size <= 64 << 20 else { throw arguments.run.fault("resulting string too large") }
            try arguments.run.spend(size >> 5)
            var repeated: [UInt8] = []
            repeated.reserveCapacity(size)
            if !bytes.isEmpty { for _ in 0..<count { repeated += bytes } }
            return .string(Bytes(repeated))
        },
        .one("format", LuaTextFormat.format),
    ]

    /// A place counted from the end where it is negative; below 0 it is 0.
    static func position(_ index: Int, of count: Int) -> Int { index >= 0 ? index : max(0, count &+ index &+ 1) }

    private static func range(_ first: Int, _ last: Int, of count: Int) -> Range<Int> {
        let start = max(1, position(first, of: count))
        let end = min(count, position(last, of: count))
        return start <= end ? start - 1..<end : 0..<0
    }
}
