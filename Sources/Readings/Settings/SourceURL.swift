import Rollouts
import Wire

/// The URL of a source as configured: scheme, host and port are literal, path and query may have template places.
struct SourceURL: Sendable, Equatable {
    /// `http://` or `https://` with host and port.
    let origin: String
    /// Host and port as written, for messages.
    let host: String
    let isEncrypted: Bool
    /// The path's template text; empty or begins with `/`.
    let path: String
    /// The query's template text without its `?`; `nil` without one.
    let query: String?

    /// Longer texts are no addresses but accidents.
    static let longest = 8192

    /// - Parameters:
    ///   - text: the URL as configured.
    ///   - allowsParameters: whether `{params.NAME}` places may stand in it.
    ///   - faults: takes a sentence for each fault.
    init?(_ text: String, allowsParameters: Bool, faults: inout [String]) {
        let before = faults.count
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else {
            faults.append("must begin with https:// or http://; no other scheme is spoken")
            return nil
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#\\".contains($0) }
        Self.check(authority: authority, faults: &faults)
        let target = rest.dropFirst(authority.count)
        Self.check(target: target, allowsParameters: allowsParameters, faults: &faults)
        if text.utf8.count > Self.longest { faults.append("is longer than \(Self.longest) bytes; shorten it") }
        guard faults.count == before else { return nil }
        origin = scheme + authority.lowercased()
        host = authority.lowercased()
        isEncrypted = scheme == "https://"
        let path = target.prefix { $0 != "?" }
        self.path = String(path)
        query = path.endIndex == target.endIndex ? nil : String(target[path.endIndex...].dropFirst())
    }

    private static func check(authority: Substring, faults: inout [String]) {
        if authority.contains("@") {
            faults.append("holds credentials; put them in headers, as a reference to a secret")
        } else if authority.contains("{") || authority.contains("}") {
            faults.append("has a place in its host; the host is the configuration's alone, so write it out")
        } else if !isAuthority(authority) {
            faults.append("names no host; write https://HOST or https://HOST:PORT, the port 1 to 65535")
        }
    }

    private static func isAuthority(_ text: Substring) -> Bool {
        var host = text
        var port: Substring?
        let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        if let end {
            host = text[..<end]
            let rest = text[end...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return false }
            port = rest.isEmpty ? nil : rest.dropFirst()
        }
        if let port {
            guard port.utf8.allSatisfy(HTTPText.isDigit), let number = Int(port), (1...65_535).contains(number) else {
                return false
            }
        }
        if host.hasPrefix("[") {
            return host.count > 3 && host.hasSuffix("]")
                && host.dropFirst().dropLast().utf8.allSatisfy { HTTPText.isHexDigit($0) || $0 == 0x3A || $0 == 0x2E }
        }
        return !host.isEmpty
            && host.utf8.allSatisfy { HTTPText.isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    }

    private static func check(target: Substring, allowsParameters: Bool, faults: inout [String]) {
        if target.contains("#") { faults.append("has a fragment (#), which is never sent; remove it") }
        let template = Template(String(target))
        for name in template.unknownVariables(allowsParameters: allowsParameters) {
            faults.append(
                name.hasPrefix("params.")
                    ? "the place {\(name)} has no value, since a plan gives queries here, no params; remove it"
                    : SourceSettingsReader.unknownVariable(name)
            )
        }
        for part in template.parts {
            guard case .text(let text) = part else { continue }
            if let bad = text.unicodeScalars.first(where: { !isAllowed($0) }) {
                faults.append("has the character \(JSON(String(bad)).text) in its path or query; percent-encode it")
            }
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        // A fragment has a fault of its own.
        scalar.isASCII && scalar.value > 0x20 && scalar.value < 0x7F && !"\"<>\\^`{|}".unicodeScalars.contains(scalar)
    }
}
