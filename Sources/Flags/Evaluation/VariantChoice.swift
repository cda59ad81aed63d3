import Wire

/// Which variant is served to whoever is in.
enum VariantChoice: Sendable {
    /// This one, whoever asks.
    case constant(Int)
    /// All, in equal shares, by the hash's remainder.
    case equal(count: Int)
    /// The first whose cumulative share, in percent, is above the hash; the last takes what is left.
    case shares([(variant: Int, end: Double)])

    /// A boolean without a distribution serves its `on`, or else the first variant that is true.
    init(_ flag: Flag) {
        if let distribution = flag.distribution {
            self = Self.choice(distribution)
        } else if flag.valueType == .boolean {
            let on = flag.variants.firstIndex { $0.name == "on" } ?? flag.variants.firstIndex { $0.value.bool == true }
            self = .constant(on ?? 0)
        } else {
            self = flag.variants.count > 1 ? .equal(count: flag.variants.count) : .constant(0)
        }
    }

    /// A variant of no share is never served, not even by rounding at the end.
    private static func choice(_ distribution: [Double]) -> VariantChoice {
        var shares: [(variant: Int, end: Double)] = []
        var sum = 0.0
        for (variant, share) in distribution.enumerated() where share > 0 {
            sum += share
            shares.append((variant, sum))
        }
        return shares.count > 1 ? .shares(shares) : .constant(shares.first?.variant ?? 0)
    }

    /// The variant for a hash.
    func variant(_ hash: UInt32) -> Int {
        switch self {
        case .constant(let variant): return variant
        case .equal(let count): return Int(hash) % count
        case .shares(let shares):
            let place = Double(hash) / 0xffff_ffff * 100
            for share in shares.dropLast() where place < share.end { return share.variant }
            return shares.last?.variant ?? 0
        }
    }
}
