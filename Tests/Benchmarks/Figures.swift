/// Several measurements of one thing.
struct Figures {
    private let sorted: [Double]

    init(_ figures: [Double]) { sorted = figures.sorted() }

    var least: Double { sorted.first ?? .nan }
    var median: Double { at(0.5) }
    var p99: Double { at(0.99) }

    private func at(_ share: Double) -> Double {
        sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

extension Duration {
    /// Its length in microseconds.
    var microseconds: Double { Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12 }
}

extension Double {
    /// Written with so many decimals.
    func text(_ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let whole = Int((self * scale).rounded())
        guard decimals > 0 else { return String(whole) }
        let digits = String(abs(whole) % Int(scale))
        let zeros = String(repeating: "0", count: decimals - digits.count)
        return "\(whole < 0 ? "-" : "")\(abs(whole) / Int(scale)).\(zeros)\(digits)"
    }
}
