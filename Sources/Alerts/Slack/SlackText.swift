/// Text from outside (plans, operators, sources) made safe to stand in a Slack message.
enum SlackText {
    /// `text` on one line, with nothing in it that Slack acts on, and cut with `…` to `most` UTF-16 units.
    ///
    /// `&`, `<` and `>` become entities, so that it can hold no mention, link or date; `@channel` and its like are
    /// broken up; a backtick, which would end our own code, becomes an apostrophe. Line breaks and other control
    /// characters become a space and marks that turn the writing direction are left out, so that it cannot pose as
    /// another part of the message. Entities are never cut in two. Takes no more time than what is kept needs, blanks aside.
    static func escaped(_ text: String, most: Int) -> String {
        var output: [UInt8] = []
        var length = 0
        // Where to cut, should more come than fits: room for the `…` is left.
        var cut = 0
        var afterBlank = true
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            index = scalars.index(after: index)
            let piece: String
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                if afterBlank { continue }
                piece = " "
            case .format where turnsDirection(scalar): continue
            default: piece = replacement(scalar, before: scalars[index...])
            }
            afterBlank = piece == " "
            guard length + piece.utf16.count <= most else {
                output.removeLast(output.count - cut)
                output.append(contentsOf: "…".utf8)
                break
            }
            output.append(contentsOf: piece.utf8)
            length += piece.utf16.count
            if length < most { cut = output.count }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func replacement(_ scalar: Unicode.Scalar, before rest: Substring.UnicodeScalarView) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "`": "'"
        case "@" where startsBroadcast(rest): "@\u{200B}"
        default: String(scalar)
        }
    }

    /// Whether an `@` before `rest` would call everybody, where a client or a bridge reads names in plain text.
    private static func startsBroadcast(_ rest: Substring.UnicodeScalarView) -> Bool {
        let word = String(String.UnicodeScalarView(rest.prefix(8))).lowercased()
        return ["channel", "here", "everyone", "group"].contains { word.hasPrefix($0) }
    }

    /// The marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX 9).
    private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
