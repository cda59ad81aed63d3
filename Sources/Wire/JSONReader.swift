/// The reader's cursor and the structure of values, arrays and objects. Its bytes are valid UTF-8.
struct JSONReader {
    let bytes: [UInt8]
    let limits: JSONLimits
    /// The next byte to read.
    var offset = 0
    /// The current line, from 1.
    private var line = 1
    /// The offset at which the current line would start if each of its scalars were one byte.
    var lineOrigin = 0
    /// The arrays and objects that are open.
    private var depth = 0

    init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The place of the next byte.
    var place: Place { place(at: offset) }

    /// The place of a byte of the current line, none but ASCII standing between it and the cursor.
    func place(at offset: Int) -> Place { Place(line: line, column: offset - lineOrigin + 1) }

    /// The next byte, or `nil` at the end.
    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// The byte after the next, or `nil` at the end.
    var afterNext: UInt8? { offset + 1 < bytes.count ? bytes[offset + 1] : nil }

    mutating func readText() throws(JSONFault) -> JSON {
        skipSpace()
        guard next != nil else { throw JSONFault(.unexpectedEnd, "the text is empty: write a JSON value", at: place) }
        let json = try readValue()
        skipSpace()
        if next != nil { throw trailingContent() }
        return json
    }

    mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09:
                offset += 1
            case 0x0A:
                startLine()
            case 0x0D:
                // The LF of a CR LF ends the line.
                if afterNext == 0x0A { offset += 1 } else { startLine() }
            default:
                return
            }
        }
    }

    private mutating func startLine() {
        offset += 1
        line += 1
        lineOrigin = offset
    }

    private mutating func readValue() throws(JSONFault) -> JSON {
        let start = place
        switch next {
        case UInt8(ascii: "\""): return JSON(.string(try readString()), at: start)
        case UInt8(ascii: "{"): return JSON(.object(try readObject(from: start)), at: start)
        case UInt8(ascii: "["): return JSON(.array(try readArray(from: start)), at: start)
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            return JSON(.number(try readNumber()), at: start)
        case UInt8(ascii: "t") where take("true"): return JSON(.bool(true), at: start)
        case UInt8(ascii: "f") where take("false"): return JSON(.bool(false), at: start)
        case UInt8(ascii: "n") where take("null"): return JSON(.null, at: start)
        default: throw noValue()
        }
    }

    /// Steps over a word if it stands next and no letter or digit follows.
    private mutating func take(_ word: String) -> Bool {
        let end = offset + word.utf8.count
        guard end <= bytes.count, bytes[offset..<end].elementsEqual(word.utf8),
            end == bytes.count || !Self.isWord(bytes[end])
        else { return false }
        offset = end
        return true
    }

    private mutating func readArray(from start: Place) throws(JSONFault) -> [JSON] {
        try descend()
        var elements: [JSON] = []
        var comma: Place?
        repeat {
            if try closes(.array, from: start, after: comma) { break }
            elements.append(try readValue())
            comma = try readSeparator(in: .array, from: start)
        } while comma != nil
        depth -= 1
        return elements
    }

    private mutating func readObject(from start: Place) throws(JSONFault) -> [JSON.Member] {
        try descend()
        var members: [JSON.Member] = []
        var names = MemberNames()
        var comma: Place?
        repeat {
            if try closes(.object, from: start, after: comma) { break }
            let member = try readMember(from: start)
            if limits.duplicates == .refuse, let earlier = names.note(member, after: members) {
                throw duplicate(member, of: earlier)
            }
            members.append(member)
            comma = try readSeparator(in: .object, from: start)
        } while comma != nil
        depth -= 1
        return members
    }

    /// Steps over an opening bracket.
    private mutating func descend() throws(JSONFault) {
        let deepest = min(limits.maxDepth, JSONLimits.depthCeiling)
        guard depth < deepest else { throw tooDeep(deepest) }
        depth += 1
        offset += 1
    }

    /// Steps over the closing bracket if it stands next, which it must not do behind a comma.
    private mutating func closes(
        _ container: Container,
        from start: Place,
        after comma: Place?
    ) throws(JSONFault) -> Bool {
        skipSpace()
        guard let byte = next else { throw endInside(container, from: start) }
        guard byte == container.bracket else { return false }
        if let comma { throw trailingComma(at: comma, in: container) }
        offset += 1
        return true
    }

    /// Steps over a comma, whose place it returns, or over the closing bracket, for which it returns `nil`.
    private mutating func readSeparator(in container: Container, from start: Place) throws(JSONFault) -> Place? {
        skipSpace()
        guard let byte = next else { throw endInside(container, from: start) }
        let here = place
        guard byte == UInt8(ascii: ",") || byte == container.bracket else { throw noSeparator(in: container) }
        offset += 1
        return byte == container.bracket ? nil : here
    }

    private mutating func readMember(from start: Place) throws(JSONFault) -> JSON.Member {
        let namePlace = place
        guard next == UInt8(ascii: "\"") else { throw noName() }
        let name = try readString()
        skipSpace()
        guard let byte = next else { throw endInside(.object, from: start) }
        guard byte == UInt8(ascii: ":") else { throw noColon() }
        offset += 1
        skipSpace()
        guard next != nil else { throw endInside(.object, from: start) }
        return JSON.Member(name: name, namePlace: namePlace, value: try readValue())
    }
}

extension JSONReader {
    /// The two kinds of value that hold others.
    enum Container: String {
        case array, object

        /// What closes it.
        var bracket: UInt8 {
            switch self {
            case .array: UInt8(ascii: "]")
            case .object: UInt8(ascii: "}")
            }
        }

        /// What closes it, for messages.
        var bracketText: String { String(Unicode.Scalar(bracket)) }
    }

    /// The names of one object, to find one again: by looking through few, by hashing many.
    private struct MemberNames {
        private static let few = 8
        private var places: [String: Place] = [:]

        /// Notes a member that follows `members`; returns the place of the same name among them.
        mutating func note(_ member: JSON.Member, after members: [JSON.Member]) -> Place? {
            guard members.count >= Self.few else {
                return members.first { $0.name == member.name }?.namePlace
            }
            if places.isEmpty {
                for earlier in members { places[earlier.name] = earlier.namePlace }
            }
            return places.updateValue(member.namePlace, forKey: member.name)
        }
    }
}
