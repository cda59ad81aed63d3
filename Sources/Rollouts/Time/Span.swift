extension Duration {
    /// Whole milliseconds, cut towards zero; saturates at the range of `Int`.
    package var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (product, over) = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
        let (sum, overAgain) = product.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000_000))
        return over || overAgain ? (seconds < 0 ? .min : .max) : sum
    }

    /// Seconds as a number for arithmetic.
    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// Reads `90s`, `15m`, `24h`, `2d` or a combination such as `1h30m`; units must fall from left to right.
    ///
    /// Also `250ms`. The longest duration is 3,650 days. `nil` for anything else.
    package init?(planText text: String) {
        var total = 0
        var rank = Int.max
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let count = Int(digits), count <= 1_000_000_000, let scale = Self.unitMilliseconds[String(unit)],
                scale < rank
            else { return nil }
            rank = scale
            total += count * scale
        }
        guard total <= Duration.longestPlanned.milliseconds else { return nil }
        self = .milliseconds(total)
    }

    /// The longest time that a plan may name: ten years.
    package static var longestPlanned: Duration { .seconds(3650 * 86_400) }

    /// The shortest text that ``init(planText:)`` reads back: `1d2h`, `90s` is `1m30s`, zero is `0s`.
    ///
    /// A negative duration, which no plan holds, begins with `-`.
    package var planText: String {
        let whole = milliseconds
        guard whole != 0 else { return "0s" }
        var text = whole < 0 ? "-" : ""
        var rest = whole.magnitude
        for (unit, scale) in [("d", 86_400_000 as UInt), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
        where rest >= scale {
            text += "\(rest / scale)\(unit)"
            rest %= scale
        }
        return text
    }

    private static var unitMilliseconds: [String: Int] {
        ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1]
    }
}
