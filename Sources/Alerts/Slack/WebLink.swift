import Rollouts

/// Addresses in alerts.
enum WebLink {
    /// The longest address that is linked, in bytes.
    static let longest = 1000

    /// `address` with only the characters of RFC 3986 in it, others percent-encoded; `nil` when it is no http or https
    /// address or too long. No `<`, `>`, `|` or blank is left that could end a link.
    static func clean(_ address: String) -> String? {
        let lowered = address.prefix(8).lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lowered.hasPrefix($0) }),
            address.utf8.count > scheme.utf8.count, address.utf8.count <= longest
        else { return nil }
        var encoded: [UInt8] = []
        for byte in address.utf8 {
            if isAllowed(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(contentsOf: Hexadecimal.upper(byte))
            }
        }
        return encoded.count <= longest ? String(decoding: encoded, as: UTF8.self) : nil
    }

    /// Slack's `<address|label>`; `nil` when ``clean(_:)`` is, or when it would not fit a section.
    static func mrkdwn(_ address: String, label: String) -> String? {
        guard let clean = clean(address) else { return nil }
        let escaped = clean.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
        let words = String(label.prefix(60).map { $0 == "|" ? "/" : $0 })
        let link = "<\(escaped)|\(SlackText.escaped(words, most: 60))>"
        return link.utf16.count <= SlackBlocks.Limit.section ? link : nil
    }

    /// The dashboard's page of a flag under the server's public address; `nil` for a key that no flag can have.
    static func dashboard(_ publicURL: String, flag: String) -> String? {
        // What a key may hold needs no encoding.
        FlagKey.fault(in: flag) == nil ? base(publicURL) + "/flags/" + flag : nil
    }

    /// `publicURL` without slashes at its end.
    static func base(_ publicURL: String) -> String {
        var base = Substring(publicURL)
        while base.last == "/" { base.removeLast() }
        return String(base)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }
}
