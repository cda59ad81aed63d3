import Wire

/// Turns a whole HTTP answer into JSON, or says what is wrong with it.
struct AnswerReader: Sendable {
    /// Whether error answers are JSON with an `error` text meant for people, as Prometheus' are.
    var quotesErrors = false

    /// The most bytes a body may have.
    static let maxBytes = 1 << 20

    /// - Throws: `unreachable` for 408, 429 and 5xx, `malformed` for everything else that is no JSON.
    func json(of answer: TransportAnswer) throws(ReadingFault) -> JSON {
        guard (200..<300).contains(answer.status) else { throw refusal(answer) }
        guard answer.body.count <= Self.maxBytes else {
            throw ReadingFault(.malformed, "answered with more than \(Self.maxBytes) bytes; ask for less")
        }
        guard answer.body.contains(where: { !Self.isBlank($0) }) else {
            throw ReadingFault(.malformed, "answered \(answer.status) with an empty body; is the URL right?")
        }
        do {
            return try JSON.parse(answer.body, limits: JSONLimits(maxBytes: Self.maxBytes, maxDepth: 64))
        } catch {
            throw ReadingFault(
                .malformed,
                isHTML(answer)
                    ? "answered with HTML, not JSON; is the URL right?"
                    : "answered with a body that is not JSON (\(error)); is the URL right?"
            )
        }
    }

    private func refusal(_ answer: TransportAnswer) -> ReadingFault {
        let status = answer.status
        let said = quotesErrors ? Self.errorText(answer.body).map { ": \($0)" } ?? "" : ""
        return switch status {
        case 401, 403:
            ReadingFault(.malformed, "refuses the credentials (\(status)); mend the source's headers\(said)")
        case 404, 410:
            ReadingFault(
                .malformed,
                "has nothing at the URL (\(status)); mend the source's URL or the plan's params\(said)"
            )
        case 405:
            ReadingFault(.malformed, "refuses the method (405); mend the source's method or URL\(said)")
        case 408:
            ReadingFault(.unreachable, "gave up waiting for the request (408)\(said)")
        case 429:
            ReadingFault(.unreachable, "is asked too often (429); raise the interval or its limit\(said)")
        case 500...:
            ReadingFault(.unreachable, "failed (\(status)); look at its log\(said)")
        case 300..<400:
            ReadingFault(.malformed, "answered \(status) without an answer behind it; configure the final URL\(said)")
        default:
            ReadingFault(
                .malformed,
                "refuses the request (\(status)); mend the source's URL or the plan's metric\(said)"
            )
        }
    }

    private func isHTML(_ answer: TransportAnswer) -> Bool {
        answer.header("content-type")?.lowercased().hasPrefix("text/html") == true
            || answer.body.first { !Self.isBlank($0) } == UInt8(ascii: "<")
    }

    private static func errorText(_ body: [UInt8]) -> String? {
        (try? JSON.parse(body))?["error"]?.string.map { quoted($0) }
    }

    /// Somebody else's text, cut and without control characters.
    static func quoted(_ text: String) -> String {
        let line = String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
            )
        )
        return line.unicodeScalars.count < text.unicodeScalars.count ? line + "…" : line
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
