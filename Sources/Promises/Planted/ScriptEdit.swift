/// A change of the texts of Rampart's scripts on their way to Redis.
struct ScriptEdit: Sendable {
    /// What is looked for; a script without it stays as it is.
    let text: String
    /// What stands there instead.
    let replacement: String

    /// The command with the script's text changed; run by its text, since its digest is another one.
    func edit(_ arguments: [[UInt8]]) -> [[UInt8]] {
        guard let name = arguments.first, name == Array("EVALSHA".utf8) || name == Array("EVAL".utf8),
            let source = ScriptBook.source(of: arguments), source.contains(text)
        else { return arguments }
        var changed = arguments
        changed[0] = Array("EVAL".utf8)
        changed[1] = Array(Self.replaced(source, text, replacement).utf8)
        return changed
    }

    private static func replaced(_ source: String, _ text: String, _ replacement: String) -> String {
        source.split(separator: text, omittingEmptySubsequences: false).joined(separator: replacement)
    }
}
