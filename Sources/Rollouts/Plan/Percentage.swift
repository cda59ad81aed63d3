package import Wire

/// A share of users, 0–100 %, in whole thousandths of a percent, so that equality is exact.
package struct Percentage: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 0–100,000.
    package let thousandths: Int

    /// `nil` outside 0–100,000.
    package init?(thousandths: Int) {
        guard (0...100_000).contains(thousandths) else { return nil }
        self.thousandths = thousandths
    }

    private init(trusted: Int) { thousandths = trusted }

    /// Nobody.
    package static let zero = Percentage(trusted: 0)
    /// Everybody.
    package static let all = Percentage(trusted: 100_000)

    /// A number of percent with at most three decimals, `nil` for another.
    package init?(percent: Double) {
        let whole = (percent * 1000).rounded()
        // Division rounds to the nearest number, just as reading three decimals does.
        guard whole / 1000 == percent, let thousandths = Int(exactly: whole) else { return nil }
        self.init(thousandths: thousandths)
    }

    /// Decimal text as it stands in Redis (`12.5`), `nil` for anything else.
    package init?(text: String) {
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }.count
        let points = text.utf8.filter { $0 == 0x2E }.count
        guard digits + points == text.utf8.count, points <= 1, text.utf8.first != 0x2E, text.utf8.last != 0x2E,
            let percent = Double(text)
        else { return nil }
        self.init(percent: percent)
    }

    /// 0–1.
    package var fraction: Double { Double(thousandths) / 100_000 }

    /// Decimal text without needless zeros: `5`, `12.5`, `0.125`.
    package var text: String {
        let whole = thousandths / 1000
        var fraction = String(thousandths % 1000)
        fraction = String(repeating: "0", count: 3 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)"
    }

    /// For people: `12.5 %`.
    package var description: String { text + " %" }

    /// As a JSON number.
    package var json: JSON { thousandths % 1000 == 0 ? JSON(thousandths / 1000) : JSON(Double(thousandths) / 1000) }

    /// Less exposure before more.
    package static func < (one: Percentage, other: Percentage) -> Bool { one.thousandths < other.thousandths }
}
