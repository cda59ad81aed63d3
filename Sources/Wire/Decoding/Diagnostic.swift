/// One fault or doubt about a file, with its place.
package struct Diagnostic: Sendable, Equatable {
    /// How bad it is.
    package enum Severity: String, Sendable {
        /// The file is refused.
        case error
        /// The file is taken all the same.
        case warning
    }

    /// How bad it is.
    package var severity: Severity
    /// Where in the file.
    package var place: Place
    /// What it is about, as a path such as `stages[2].percentage`; empty for the whole file.
    package var path: String
    /// What is wrong and what to do.
    package var message: String

    /// A fault or doubt at `place` about what `path` names.
    ///
    /// Line breaks and control characters in the texts become `�`, so that it is always one line.
    package init(severity: Severity, place: Place, path: String, message: String) {
        self.severity = severity
        self.place = place
        self.path = path.onOneLine
        self.message = message.onOneLine
    }

    /// The line that editors and CI logs link: `file:14:7: error: stages[2].percentage: …`.
    package func line(file: String) -> String {
        let subject = path.isEmpty ? "" : path + ": "
        return "\(file):\(max(1, place.line)):\(max(1, place.column)): \(severity.rawValue): \(subject)\(message)"
    }
}

/// Everything found wrong in one pass through a file.
///
/// A reference, so that nested readers add to one list; it never leaves the call that made it.
package final class Findings {
    /// What was found, in the order of finding.
    package private(set) var diagnostics: [Diagnostic] = []
    /// More than this are not kept: a hostile file must not fill the memory.
    package static let most = 200

    /// Nothing found yet.
    package init() {}

    /// Whether an error was found, kept or not.
    package private(set) var hasErrors = false
    /// Whether nothing more is kept.
    package var isFull: Bool { diagnostics.count >= Self.most }

    /// What was found, in the order of the file.
    package var inOrder: [Diagnostic] {
        diagnostics.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
    }

    /// Adds an error.
    package func error(_ path: String, at place: Place, _ message: String) {
        add(Diagnostic(severity: .error, place: place, path: path, message: message))
    }

    /// Adds a warning.
    package func warning(_ path: String, at place: Place, _ message: String) {
        add(Diagnostic(severity: .warning, place: place, path: path, message: message))
    }

    private func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { hasErrors = true }
        guard !isFull else { return }
        diagnostics.append(diagnostic)
    }
}
