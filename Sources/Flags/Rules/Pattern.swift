internal import CPCRE2

/// A PCRE2 pattern, compiled; a search with it ends in bounded time, whatever the pattern and the text.
///
/// Safe because the pointer is private and valid from `init` to `deinit`, and Sendable because what it points at is
/// never written after `init`: "the compiled pattern can be used by several threads at once" (pcre2api, "Multithreading"),
/// just-in-time compilation, which would write to it, is not used, and what a search writes to is its own.
@safe
final class Pattern: Sendable {
    /// What came of a search.
    enum Finding: Sendable, Equatable {
        case found
        case notFound
        /// The text is too long, or the search ran into its bounds.
        case tooCostly
    }

    /// The longest pattern, in bytes.
    static let longest = 1024
    /// The longest text that is searched, in bytes: a pattern can cost time in the square of the text's length.
    static let longestText = 4096
    /// Items of the pattern tried in one search, a few milliseconds' worth at the worst.
    private static let steps: UInt32 = 50_000
    /// Kibibytes for one search's backtracking.
    private static let heap: UInt32 = 1024
    /// Parentheses within each other.
    private static let nesting: UInt32 = 64

    // Safe to share: PCRE2 never changes a compiled pattern (pcre2api, "Multithreading": one may be used by several threads at
    // once), each search has its own match data, and the pattern is freed once, with this object.
    private nonisolated(unsafe) let code: OpaquePointer

    /// Compiles `text`; throws with PCRE2's message and the place of the fault.
    init(_ text: String, ignoresCase: Bool) throws(RuleFault) {
        guard text.utf8.count <= Self.longest else {
            throw RuleFault("the pattern has \(text.utf8.count) bytes; the most is \(Self.longest)")
        }
        var error: Int32 = 0
        var offset = 0
        let span = text.utf8Span.span
        let code = unsafe span.withUnsafeBufferPointer { buffer in
            unsafe cpcre2_compile(buffer.baseAddress, buffer.count, Self.nesting, ignoresCase ? 1 : 0, &error, &offset)
        }
        guard let code = unsafe code else {
            let place = String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count
            throw RuleFault("the pattern is wrong behind its character \(place): \(Self.message(error))")
        }
        unsafe self.code = code
    }

    deinit {
        unsafe cpcre2_free(code)
    }

    /// Whether the pattern fits anywhere in `text`.
    func search(_ text: String) -> Finding {
        guard text.utf8.count <= Self.longestText else { return .tooCostly }
        let bounds = cpcre2_bounds(steps: Self.steps, heap: Self.heap)
        let span = text.utf8Span.span
        let result = unsafe span.withUnsafeBufferPointer { buffer in
            unsafe cpcre2_search(code, buffer.baseAddress, buffer.count, bounds)
        }
        return result > 0 ? .found : result == 0 ? .notFound : .tooCostly
    }

    private static func message(_ error: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        let length = unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe cpcre2_error_text(error, $0, buffer.count) } ?? 0
        }
        return length > 0 ? String(decoding: text.prefix(Int(length)), as: UTF8.self) : "error \(error)"
    }
}
