/// A text that must not be printed, logged or stored: it shows itself as `•••`.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Hides `text`.
    package init(_ text: String) { self.text = text }

    /// The text itself, for sending it to where it belongs and nowhere else.
    package func reveal() -> String { text }

    /// Always `•••`.
    package var description: String { "•••" }
    /// Always `•••`.
    package var debugDescription: String { "•••" }
    /// Nothing to see.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Where a configuration keeps a secret: never in the file itself.
package enum SecretReference: Sendable, Hashable, CustomStringConvertible {
    /// An environment variable.
    case environment(String)
    /// A file, whose last line break is cut off.
    case file(String)

    /// As it stands in a configuration: `{"env":"NAME"}` or `{"file":"/path"}`.
    package var description: String {
        switch self {
        case .environment(let name): "{\"env\":\(JSON(name).text)}"
        case .file(let path): "{\"file\":\(JSON(path).text)}"
        }
    }
}

/// Gives secrets by their references; what it gives may change when files are read again.
package protocol SecretVault: Sendable {
    /// The secret, or `nil` where the variable or file is not there.
    func secret(_ reference: SecretReference) -> Secret?
}

extension Fields {
    /// The reference to a secret at `key`; a literal is refused with the remedy.
    package func secret(_ key: String) -> SecretReference? {
        guard let json = self[key] else { return nil }
        let remedy = "write {\"env\":\"NAME\"} or {\"file\":\"/path\"}; a secret never stands in the file itself"
        guard json.members != nil, let inner = fields(key, known: ["env", "file"]) else {
            if json.members == nil { error(key, "expected a reference to a secret, found \(json.kind): \(remedy)") }
            return nil
        }
        switch (inner.string("env"), inner.string("file")) {
        case (let name?, nil): return .environment(name)
        case (nil, let path?): return .file(path)
        case (_, _):
            error(key, remedy)
            return nil
        }
    }
}
