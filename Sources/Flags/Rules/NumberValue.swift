import Wire

/// A number by its value, compared exactly: `2` is `2.0`, and whole numbers beyond 2^53 keep their last digit.
enum NumberValue: Sendable, Hashable, Comparable {
    /// Every whole number that fits `Int`.
    case whole(Int)
    /// Every other number, to the nearest `Double`.
    case real(Double)

    /// `nil` for a number beyond the largest `Double`.
    init?(_ number: JSONNumber) {
        if let whole = Int(number.text) {
            self = .whole(whole)
            return
        }
        guard let double = number.double else { return nil }
        // A fraction is seen here at once; what is left is rare and takes the exact way.
        if double == double.rounded(), let whole = number.integer {
            self = .whole(whole)
        } else {
            // A fraction beyond 2^53 counts as the whole number next to it.
            self.init(double)
        }
    }

    init(_ double: Double) { self = Int(exactly: double).map(NumberValue.whole) ?? .real(double) }

    /// The nearest `Double`.
    var double: Double {
        switch self {
        case .whole(let whole): Double(whole)
        case .real(let real): real
        }
    }

    /// As a JSON number.
    var json: JSON {
        switch self {
        case .whole(let whole): JSON(whole)
        case .real(let real): JSON(real)
        }
    }

    static func < (one: NumberValue, other: NumberValue) -> Bool {
        switch (one, other) {
        case (.whole(let left), .whole(let right)): left < right
        case (.real(let left), .real(let right)): left < right
        case (.whole(let left), .real(let right)): order(left, right) < 0
        case (.real(let left), .whole(let right)): order(right, left) > 0
        }
    }

    /// A real is either a fraction, and then below 2^53, where doubles are exact, or beyond every `Int`.
    private static func order(_ whole: Int, _ real: Double) -> Int {
        if real >= 0x1p63 { return -1 }
        if real < -0x1p63 { return 1 }
        return Double(whole) < real ? -1 : 1
    }
}
