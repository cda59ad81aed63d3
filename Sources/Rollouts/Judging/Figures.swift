import Evidence
import Wire

/// Numbers as people read them.
package enum Figures {
    /// A share of 0–1 as a percentage with three telling digits: `1.25 %`.
    package static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "? %" }
        return number(share * 100) + " %"
    }

    /// Three telling digits without an exponent, whole numbers whole: `0.0125`, `98.2`, `1,204`.
    package static func number(_ value: Double) -> String {
        guard value.isFinite else { return value > 0 ? "infinity" : "?" }
        guard abs(value) < 1000, value != value.rounded() else {
            guard abs(value) < 1e15 else { return JSON(value).text }
            return count(Int(value.rounded()))
        }
        let size = abs(value)
        var decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2
        var scale = size
        while scale < 1, decimals < 9 {
            scale *= 10
            decimals += 1
        }
        return fixed(value, decimals: decimals)
    }

    /// A whole number with thousands apart: `12,345`.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// Evidence as odds, from its natural logarithm: `412 to 1`.
    package static func odds(_ logEvidence: Double) -> String {
        if logEvidence < 0 { return "1 to \(magnitude(-logEvidence))" }
        return "\(magnitude(logEvidence)) to 1"
    }

    private static func magnitude(_ log: Double) -> String {
        // Beyond what a count of digits can say, it is the most that it can.
        guard log < 34 else { return "10^" + count(Int(min(log / 2.302585092994046, 1e15).rounded(.down))) }
        return number(
            Confidence.odds(logValue: log).rounded(.down) < 10
                ? (Confidence.odds(logValue: log) * 10).rounded(.down) / 10
                : Confidence.odds(logValue: log).rounded(.down)
        )
    }

    private static func fixed(_ value: Double, decimals: Int) -> String {
        var power = 1.0
        for _ in 0..<decimals { power *= 10 }
        let scaled = Int((abs(value) * power).rounded())
        let whole = scaled / Int(power)
        var fraction = String(scaled % Int(power))
        fraction = String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let text = decimals == 0 || fraction.isEmpty ? count(whole) : "\(count(whole)).\(fraction)"
        return value < 0 && scaled > 0 ? "-" + text : text
    }
}
