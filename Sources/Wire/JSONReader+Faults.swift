/// What the reader says when it refuses: what is wrong and what to write instead.
extension JSONReader {
    // MARK: Structure

    func noValue() -> JSONFault {
        switch next {
        case nil:
            return JSONFault(.unexpectedEnd, "the text ends where a value should stand: write one", at: place)
        case UInt8(ascii: ","):
            return unexpected("a value is missing before the comma: write one or remove the comma")
        case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"):
            return unexpected("a value is missing before \(character): write one")
        case UInt8(ascii: "+"):
            return JSONFault(.invalidNumber, "a number has no plus sign in JSON: remove the +", at: place)
        case UInt8(ascii: "."):
            return JSONFault(
                .invalidNumber,
                "a number starts with a digit: write 0 before the decimal point",
                at: place
            )
        case let byte? where Self.isWord(byte):
            return unknownWord(word(at: offset), at: place)
        default:
            return unexpected(habit ?? "\(character) cannot start a value: put a string between double quotes")
        }
    }

    func noName() -> JSONFault {
        switch next {
        case UInt8(ascii: ","):
            unexpected("a member is missing before the comma: write one or remove the comma")
        case UInt8(ascii: "]"):
            unexpected("] cannot close an object: write }")
        case let byte? where Self.isWord(byte):
            unexpected("put the name between double quotes: \"\(word(at: offset))\"")
        default:
            unexpected(habit ?? "\(character) cannot start a member: write a name between double quotes")
        }
    }

    func noColon() -> JSONFault { unexpected(habit ?? "put a colon between the name and its value, not \(character)") }

    func noSeparator(in container: Container) -> JSONFault {
        switch next {
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            return unexpected("\(character) cannot close an \(container): write \(container.bracketText)")
        default:
            let parts = container == .array ? "values" : "members"
            return unexpected(
                habit ?? "put a comma between the \(parts), or close the \(container) with \(container.bracketText)"
            )
        }
    }

    func trailingComma(at place: Place, in container: Container) -> JSONFault {
        JSONFault(
            .unexpectedCharacter,
            "remove the comma: nothing follows it before \(container.bracketText)",
            at: place
        )
    }

    func endInside(_ container: Container, from start: Place) -> JSONFault {
        let message =
            "the text ends inside the \(container) that starts at \(start): close it with \(container.bracketText)"
        return JSONFault(.unexpectedEnd, message, at: place)
    }

    func trailingContent() -> JSONFault {
        let message = habit ?? "\(character) follows the end of the value: remove it, a text holds one value"
        return JSONFault(.trailingContent, message, at: place)
    }

    func tooDeep(_ deepest: Int) -> JSONFault {
        JSONFault(.tooDeep, "arrays and objects stand inside each other: nest at most \(deepest)", at: place)
    }

    func duplicate(_ member: JSON.Member, of earlier: Place) -> JSONFault {
        let message = "\"\(member.name.clipped(to: 40))\" already stands at \(earlier): keep one of the two"
        return JSONFault(.duplicateKey, message, at: member.namePlace)
    }

    // MARK: Strings

    func endInsideString(from start: Place) -> JSONFault {
        let message = "the text ends inside the string that starts at \(start): close it with a double quote"
        return JSONFault(.unexpectedEnd, message, at: place(at: bytes.count))
    }

    func controlCharacter(_ byte: UInt8, from start: Place) -> JSONFault {
        let message =
            switch byte {
            case 0x0A, 0x0D:
                "the string that starts at \(start) does not end on its line: close it, or write \\n for a new line"
            case 0x09: "a tab stands in a string: write \\t"
            default: "a control character stands in a string: write \\u\(Self.hexadecimal(UInt32(byte), digits: 4))"
            }
        return JSONFault(.invalidString, message, at: place)
    }

    func unknownEscape() -> JSONFault {
        let message =
            "JSON has no such escape: write \\\\ for a backslash, or one of \\\" \\/ \\b \\f \\n \\r \\t \\uXXXX"
        return JSONFault(.invalidString, message, at: place)
    }

    func shortUnicodeEscape(at place: Place) -> JSONFault {
        JSONFault(.invalidString, "write four hexadecimal digits after \\u", at: place)
    }

    func loneSurrogate(_ unit: UInt16) -> JSONFault {
        let escape = "\\u\(Self.hexadecimal(UInt32(unit), digits: 4))"
        return JSONFault(
            .invalidString,
            "\(escape) is half of a surrogate pair: write both halves or neither",
            at: place
        )
    }

    // MARK: Numbers

    /// A fault with the number that starts at an offset.
    func invalidNumber(_ message: String, from start: Int) -> JSONFault {
        JSONFault(.invalidNumber, message, at: place(at: start))
    }

    func leadingZero(from start: Int) -> JSONFault {
        invalidNumber("a number has no leading zeros in JSON: remove them", from: start)
    }

    /// A minus sign without a digit after it.
    func noDigits(from start: Int) -> JSONFault {
        guard let byte = next, Self.isWord(byte) else {
            return invalidNumber("put a digit after the minus sign", from: start)
        }
        let fault = unknownWord("-" + word(at: offset), at: place(at: start))
        return fault.code == .invalidNumber ? fault : invalidNumber("put a digit after the minus sign", from: start)
    }

    // MARK: Parts

    private func unexpected(_ message: String) -> JSONFault { JSONFault(.unexpectedCharacter, message, at: place) }

    private func unknownWord(_ word: String, at place: Place) -> JSONFault {
        switch word.lowercased() {
        case "nan", "infinity", "inf", "-nan", "-infinity", "-inf":
            JSONFault(.invalidNumber, "JSON has no \(word): write null or a finite number", at: place)
        case "true", "false", "null":
            JSONFault(.unexpectedCharacter, "write \(word.lowercased()) in small letters", at: place)
        case "none", "nil", "undefined":
            JSONFault(.unexpectedCharacter, "JSON has no \(word): write null", at: place)
        default:
            JSONFault(.unexpectedCharacter, "put the string between double quotes: \"\(word)\"", at: place)
        }
    }

    /// What to say of a character that other notations allow here, or `nil` for any other character.
    private var habit: String? {
        switch next {
        case UInt8(ascii: "/") where afterNext == UInt8(ascii: "/") || afterNext == UInt8(ascii: "*"),
            UInt8(ascii: "#"):
            "JSON has no comments: remove it"
        case UInt8(ascii: "'"), UInt8(ascii: "`"):
            "strings stand between double quotes: write \" for \(character)"
        default:
            nil
        }
    }

    /// The next character for a message: itself when it is visible ASCII, its code point otherwise.
    private var character: String {
        guard let byte = next else { return "the end" }
        if (0x21...0x7E).contains(byte) { return String(Unicode.Scalar(byte)) }
        let scalar = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self).unicodeScalars.first
        return "U+\(Self.hexadecimal(scalar?.value ?? UInt32(byte), digits: 4))"
    }

    /// The letters, digits and underscores from an offset on, clipped.
    private func word(at start: Int) -> String {
        String(decoding: bytes[start...].prefix(64).prefix(while: Self.isWord), as: UTF8.self).clipped(to: 40)
    }

    static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
