import Glibc

/// Lua's `math`.
enum LuaMath {
    static let functions: [LuaNative] = [
        one("floor") { $0.rounded(.down) },
        one("ceil") { $0.rounded(.up) },
        one("abs") { $0.magnitude },
        one("sqrt") { $0.squareRoot() },
        one("exp") { exp($0) },
        one("log") { log($0) },
        one("log10") { log10($0) },
        .one("max") { arguments throws(LuaFault) in
            var best = try arguments.number(0)
            for index in 1..<max(1, arguments.count) {
                let next = try arguments.number(index)
                if next > best { best = next }
            }
            return .number(best)
        },
        .one("min") { arguments throws(LuaFault) in
            var best = try arguments.number(0)
            for index in 1..<max(1, arguments.count) {
                let next = try arguments.number(index)
                if next < best { best = next }
            }
            return .number(best)
        },
        .one("fmod") { arguments throws(LuaFault) in .number(fmod(try arguments.number(0), try arguments.number(1))) },
        .one("pow") { arguments throws(LuaFault) in .number(power(try arguments.number(0), try arguments.number(1))) },
        .many("modf") { arguments throws(LuaFault) in
            let number = try arguments.number(0)
            let whole = number.rounded(.towardZero)
            return .many([.number(whole), .number(number.isInfinite ? 0 : number - whole)])
        },
    ]

    @Sendable
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    private static func one(_ name: String, _ body: @escaping @Sendable (Double) -> Double) -> LuaNative {
        .one(name) { arguments throws(LuaFault) in .number(body(try arguments.number(0))) }
    }
}
