import Rollouts

/// PromQL texts with their places filled.
enum PromQL {
    /// `template` filled, each text escaped so that it stays within the string it lands in.
    ///
    /// - Throws: `malformed` for a place without a text.
    static func filled(_ template: Template, _ variables: QuestionVariables) throws(ReadingFault) -> String {
        try variables.fill(template, escaped)
    }

    /// `text` for the inside of a PromQL string. Escapes of the form `\xNN` are good in both kinds of quotes, where
    /// `\"` and `\'` are good in one only; in backticks nothing is an escape, and no backtick is left to end it.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"", "'", "`": escaped += hex(scalar)
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    escaped += hex(scalar)
                } else {
                    escaped.unicodeScalars.append(scalar)
                }
            }
        }
        return escaped
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\x" + String(repeating: "0", count: max(0, 2 - digits.count)) + digits
    }
}
