import Wire

/// A Slack message as lines that a person can compare: `#` a header, `|` plain text, `-` a field, `>` small print.
enum MessageText {
    static func render(_ message: JSON) -> String {
        (message["blocks"]?.array ?? []).map(block).joined(separator: "\n")
    }

    private static func block(_ block: JSON) -> String {
        switch block["type"]?.string {
        case "header": return "# " + text(block["text"])
        case "context": return "> " + (block["elements"]?.array ?? []).map(text).joined(separator: " ~ ")
        default: break
        }
        if let fields = block["fields"]?.array {
            return fields.map { "- " + text($0).split(separator: "\n").joined(separator: " ") }.joined(separator: "\n")
        }
        let isPlain = block["text"]?["type"]?.string == "plain_text"
        return text(block["text"]).split(separator: "\n").map { (isPlain ? "| " : "") + $0 }.joined(separator: "\n")
    }

    private static func text(_ object: JSON?) -> String { object?["text"]?.string ?? "?" }
}
