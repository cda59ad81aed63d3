import Rollouts
import Wire

/// One entry of `server.checks`: an HTTP hook that is asked whether somebody may have a flag.
struct CheckSettings: Sendable, Equatable {
    /// A header's value: a text, or a reference to a secret.
    enum Value: Sendable, Equatable {
        case literal(String)
        case secret(SecretReference)
    }

    var url: String
    var headers: [(name: String, value: Value)] = []
    var timeout = Duration.seconds(2)
    var caFile: String?

    private static let timeouts = Duration.milliseconds(10)...Duration.seconds(30)
    /// Headers that carry credentials, which are no literals.
    private static let credentials = ["authorization", "proxy-authorization", "cookie", "x-api-key"]

    static func == (left: CheckSettings, right: CheckSettings) -> Bool {
        left.url == right.url && left.timeout == right.timeout && left.caFile == right.caFile
            && left.headers.map(\.name) == right.headers.map(\.name) && left.headers.map(\.value) == right.headers.map(\.value)
    }

    /// Reads an entry; every fault becomes a finding, and `nil` is given where there is no hook in it.
    static func read(_ json: JSON, path: String, findings: Findings) -> CheckSettings? {
        let known = ["url", "headers", "timeout", "caFile"]
        guard let fields = Fields(json, path: path, known: known, findings: findings) else { return nil }
        if fields["url"] == nil { fields.error("url", "is missing; say where the check is asked") }
        guard let url = fields.string("url") else { return nil }
        if let fault = fault(in: url) { fields.error("url", fault) }
        var settings = CheckSettings(url: url)
        settings.headers = headers(fields)
        settings.caFile = fields.string("caFile")
        if let text = fields.string("timeout") {
            if let timeout = Duration(planText: text), timeouts.contains(timeout) {
                settings.timeout = timeout
            } else {
                fields.error(
                    "timeout",
                    "\(text.quoted) is no length of time from \(timeouts.lowerBound.planText) to "
                        + "\(timeouts.upperBound.planText); write 2s or 500ms"
                )
            }
        }
        return settings
    }

    private static func fault(in url: String) -> String? {
        let lowered = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else {
            return "must begin with https:// or http://; no other scheme is spoken"
        }
        let authority = url.dropFirst(scheme.count).prefix { !"/?#\\".contains($0) }
        if authority.isEmpty { return "names no host; write https://HOST/PATH" }
        if authority.contains("@") { return "holds credentials; put them in headers, as a reference to a secret" }
        if !url.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value < 0x7F }) {
            return "has a space or another character that must be percent-encoded"
        }
        return nil
    }

    private static func headers(_ fields: Fields) -> [(name: String, value: Value)] {
        guard let inner = fields.fields("headers", known: nil) else { return [] }
        return inner.names.compactMap { name in
            if !name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }) || name.isEmpty {
                inner.error(name, "is no header name; use letters, digits and -")
            }
            guard let literal = inner[name]?.string else { return inner.secret(name).map { (name, .secret($0)) } }
            if credentials.contains(name.lowercased()) {
                inner.error(
                    name,
                    "is a secret, which never stands in the file itself; write {\"env\":\"NAME\"} or {\"file\":\"/path\"}"
                )
            } else if literal.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                inner.error(name, "has a line break or another control character; remove it")
            }
            return (name, .literal(literal))
        }
    }
}
