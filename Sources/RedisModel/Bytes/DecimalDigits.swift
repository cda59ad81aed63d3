/// All decimal digits of a finite number: a double is a whole number times a power of two, so they end.
struct DecimalDigits {
    /// From 0 to 9 each, without zeros in front; empty for zero.
    private(set) var digits: [UInt8]
    /// The number is 0.d₁d₂d₃… times ten to this power.
    private(set) var point: Int

    /// The digits of the magnitude of `number`, which is finite.
    init(_ number: Double) {
        digits = []
        point = 0
        guard number != 0, number.isFinite else { return }
        let significand = number.significandBitPattern | (number.isNormal ? 1 << 52 : 0)
        let exponent = (number.isNormal ? Int(number.exponentBitPattern) : 1) - 1075
        // m · 2^−k = m · 5^k / 10^k
        var limbs = Limbs(significand)
        if exponent >= 0 {
            limbs.multiply(by: 2, times: exponent)
        } else {
            limbs.multiply(by: 5, times: -exponent)
        }
        digits = limbs.digits
        point = digits.count + min(exponent, 0)
    }

    /// Rounds to so many digits, to the nearest, from the middle to the even one.
    mutating func round(to count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            return
        }
        let next = digits[count]
        let rest = digits[(count + 1)...].contains { $0 != 0 }
        let isOdd = count > 0 && digits[count - 1] % 2 == 1
        digits.removeSubrange(count...)
        guard next > 5 || next == 5 && (rest || isOdd) else { return }
        var index = count - 1
        while index >= 0, digits[index] == 9 {
            digits[index] = 0
            index -= 1
        }
        if index >= 0 {
            digits[index] += 1
        } else {
            digits = [1] + digits
            point += 1
        }
    }

    /// The digit at a place before or behind the point: 0 is the first behind it, −1 the ones.
    func digit(at place: Int) -> UInt8 {
        let index = place + point
        return digits.indices.contains(index) ? digits[index] : 0
    }

    /// A whole number of any size to the base of a thousand million, the lowest limb first.
    private struct Limbs {
        private var limbs: [UInt64] = []

        init(_ word: UInt64) {
            var word = word
            while word > 0 {
                limbs.append(word % 1_000_000_000)
                word /= 1_000_000_000
            }
        }

        mutating func multiply(by base: UInt64, times: Int) {
            var left = times
            while left > 0 {
                let part = min(left, 13)
                var factor: UInt64 = 1
                for _ in 0..<part { factor *= base }
                var carry: UInt64 = 0
                for index in limbs.indices {
                    let product = limbs[index] * factor + carry
                    limbs[index] = product % 1_000_000_000
                    carry = product / 1_000_000_000
                }
                while carry > 0 {
                    limbs.append(carry % 1_000_000_000)
                    carry /= 1_000_000_000
                }
                left -= part
            }
        }

        var digits: [UInt8] {
            var digits: [UInt8] = []
            for limb in limbs {
                var limb = limb
                for _ in 0..<9 {
                    digits.append(UInt8(limb % 10))
                    limb /= 10
                }
            }
            while digits.last == 0 { digits.removeLast() }
            return digits.reversed()
        }
    }
}
