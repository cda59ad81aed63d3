/// A number as it is kept: a `Float` with fourteen bits of fraction, as a whole number in the order of size.
///
/// Half a step is 2^-15 of the number, less than half a unit of the fourth digit: four significant digits come back exactly.
struct SeriesValue: Equatable {
    /// Negative for numbers below zero; neighbours differ by 1.
    let rank: Int

    /// Bits of a `Float`'s fraction that are left out.
    private static let cut = 9
    /// The rank of the largest finite number.
    private static let most = Int(Float.greatestFiniteMagnitude.bitPattern) >> cut

    /// The nearest kept number; one beyond the range of `Float` is its largest.
    init(_ number: Double) {
        let rounded = Self.fourDigits(number)
        let bits = Int(Float(abs(rounded)).bitPattern)
        let size = min((bits + 1 << (Self.cut - 1)) >> Self.cut, Self.most)
        rank = rounded < 0 ? -size : size
    }

    /// A rank that was read; `nil` where no finite number has it.
    init?(rank: Int) {
        guard (-Self.most...Self.most).contains(rank) else { return nil }
        self.rank = rank
    }

    /// The number, to four significant digits.
    var number: Double {
        let size = Double(Float(bitPattern: UInt32(rank.magnitude) << UInt32(Self.cut)))
        return Self.fourDigits(rank < 0 ? -size : size)
    }

    private static func fourDigits(_ number: Double) -> Double {
        let size = abs(number)
        // Nothing smaller than a Float can say needs more than 49 steps, nothing larger more than 35.
        guard size >= 1e-45, size <= 1e39 else { return size < 1 ? 0 : number }
        var power = 1.0
        if size < 1000 {
            while size * power < 1000 { power *= 10 }
            return (number * power).rounded() / power
        }
        while size / power >= 10_000 { power *= 10 }
        return (number / power).rounded() * power
    }
}
