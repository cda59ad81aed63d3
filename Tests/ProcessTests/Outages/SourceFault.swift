import Testing

/// What can be wrong with a source of metrics.
enum SourceFault: String, CaseIterable, CustomTestStringConvertible {
    case refused
    case unavailable
    case html
    case dripping
    case redirectLoop
    case negative
    case notANumber
    case errorsAboveTotal
    case truncated
    case text

    var testDescription: String { rawValue }

    /// What the rollout holds for: errors above the total wait for the total, so that too few outcomes are in.
    var hold: String { self == .errorsAboveTotal ? "samplesMissing" : "noData" }

    /// What it answers; `nil`: nobody listens.
    var answer: HTTPAnswer? {
        switch self {
        case .refused: nil
        case .unavailable: .plain("{}", status: "503 Service Unavailable")
        case .html: .plain("<html><body>Sign in</body></html>", type: "text/html")
        case .dripping: .dripping(#"{"exposures":1000,"errors":1,"conversions":0}"#, gap: 100)
        case .redirectLoop: .plain("", status: "302 Found", headers: ["Location: /report/blind"])
        case .negative: .plain(#"{"exposures":-1000,"errors":0,"conversions":0}"#)
        case .notANumber: .plain(#"{"exposures":NaN,"errors":NaN,"conversions":0}"#)
        case .errorsAboveTotal: .plain(#"{"exposures":10,"errors":5000,"conversions":0}"#)
        case .truncated: .truncated(#"{"exposures":1000,"err"#)
        case .text: .plain(#"{"exposures":"many","errors":"few","conversions":0}"#)
        }
    }
}
