/// What follows the cursor of SCAN, HSCAN and SSCAN; the model answers everything at once.
struct ScanOptions {
    private var pattern: [UInt8]?
    /// The kind of value that SCAN asks for.
    private(set) var kind: String?

    /// Whether a name is asked for.
    func takes(_ name: [UInt8]) -> Bool { pattern.map { GlobPattern.matches(name, $0) } ?? true }

    /// Looks at the cursor, whatever it is: there is one round only.
    static func checkCursor(_ cursor: [UInt8]) throws(Refusal) {
        guard !cursor.isEmpty, cursor.allSatisfy(LuaLexer.isDigit), UInt64(Bytes(cursor).text) != nil else {
            throw Refusal("ERR invalid cursor")
        }
    }

    /// Reads the options behind the cursor.
    static func read(_ call: CommandCall, behind index: Int, takesType: Bool = false) throws(Refusal) -> ScanOptions {
        var options = ScanOptions()
        var at = index + 1
        while at < call.arguments.count {
            let word = call.arguments[at]
            guard at + 1 < call.arguments.count else { throw Refusal(.syntaxError) }
            let value = call.arguments[at + 1]
            if word.isWord("count") {
                guard let count = NumberText.integer(value) else { throw Refusal(.notAnInteger) }
                guard count >= 1 else { throw Refusal(.syntaxError) }
            } else if word.isWord("match") {
                options.pattern = value
            } else if takesType, word.isWord("type") {
                options.kind = Bytes(value.lowercased).text
            } else {
                throw Refusal(.syntaxError)
            }
            at += 2
        }
        return options
    }
}
