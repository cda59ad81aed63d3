package import Wire

/// Documents that are hard on a reader, and good ones made odd.
package enum HostileJSON {
    /// The longest text in a document here, in bytes.
    package static let mebibyte = 1 << 20

    /// A document by what is hard about it.
    package struct Document: Sendable, CustomStringConvertible {
        /// What is hard about it.
        package let name: String
        /// The document, which may be no JSON at all.
        package let bytes: [UInt8]
        /// Its name, so that a failing test does not print a mebibyte.
        package var description: String { name }

        init(_ name: String, _ text: String) {
            self.name = name
            bytes = Array(text.utf8)
        }

        init(_ name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Every hard document around `member`, a name that the reader knows.
    package static func documents(around member: String) -> [Document] {
        let deep = 100_000
        let long = String(repeating: "x", count: mebibyte - 100)
        return [
            Document("nothing", ""), Document("white space", " \t\r\n"), Document("a NUL", "\0"), Document("a bare word", "nil"),
            Document("deep arrays", String(repeating: "[", count: deep)),
            Document("deep objects", String(repeating: "{\"\(member)\":", count: deep)),
            Document("a depth that ends", "{\"\(member)\":" + nested(31) + "}"),
            Document("a huge exponent", "{\"\(member)\":1e999}"), Document("a tiny one", "{\"\(member)\":-1e-999}"),
            Document("four hundred digits", "{\"\(member)\":" + String(repeating: "9", count: 400) + "}"),
            Document("a negative zero", "{\"\(member)\":-0}"), Document("a negative zero with a part", "{\"\(member)\":-0.0e-0}"),
            Document("the number after the last", "{\"\(member)\":9223372036854775808}"),
            Document("a lone surrogate", "{\"\(member)\":\"\\ud800\"}"),
            Document("surrogates the wrong way round", "{\"\(member)\":\"\\udc00\\ud800\"}"),
            Document("a name twice", "{\"\(member)\":1,\"\(member)\":2}"),
            Document("a name twice, once escaped", "{\"\(member)\":1,\"\(escaped(member))\":2}"),
            Document("a NUL in a text", "{\"\(member)\":\"a\\u0000b\"}"), Document("a NUL in a name", "{\"\(member)\\u0000\":1}"),
            Document("control characters", "{\"\(member)\":\"\\u001b[2J\\u0007\\u202e\"}"),
            Document("a long text", "{\"\(member)\":\"\(long)\"}"), Document("a long name", "{\"\(long)\":1}"),
            Document("a text that never ends", "{\"\(member)\":\"\(long)"),
            Document("ten thousand members", "{" + (0..<10_000).map { "\"\(member)\($0)\":\($0)" }.joined(separator: ",") + "}"),
            Document("a hundred thousand elements", "{\"\(member)\":[" + String(repeating: "0,", count: 99_999) + "0]}"),
            Document("a list of everything", "[null,true,-1,\"\",{},[]]"),
            Document("bytes that are no text", bytes: Array("{\"\(member)\":\"".utf8) + [0xC3, 0x28, 0xFF] + Array("\"}".utf8)),
            Document("an overlong slash", bytes: Array("{\"\(member)\":\"".utf8) + [0xC0, 0xAF] + Array("\"}".utf8)),
            Document("a byte-order mark", bytes: [0xEF, 0xBB, 0xBF] + Array("{\"\(member)\":1}".utf8)),
            Document("something after the end", "{\"\(member)\":1}{"),
        ]
    }

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private static func escaped(_ name: String) -> String {
        name.unicodeScalars.prefix(1).map { "\\u00" + String($0.value, radix: 16) }.joined() + name.dropFirst()
    }

    /// Values that stand where a reader expects others.
    private static let oddities: [JSON] = [
        .null, true, false, 0, -1, 1, 0.5, 1e308, -1e-308, JSON(Int.max), JSON(Int.min), "", "x", "\u{0}", "\u{2028}\u{7}\u{1B}[0m",
        "99999999999999999999d", "(a+)+$", "(?:(?:(?:a{1,99}){1,99}){1,99})", "[", "%s%n", "../../etc", "2026-13-41T25:61:61Z",
        "userId",
        JSON(String(repeating: "é", count: 5000)), [], [[]], [1, "1", .null], [:], ["": 1], ["attribute": "x"],
    ]

    /// `json` with one value in it removed, doubled, renamed or replaced by an odd one, in several places.
    package static func spoiled(_ json: JSON, _ dice: inout Dice) -> JSON {
        var json = json
        for _ in 0...dice.number(below: 3) { json = wounded(json, &dice) }
        return json
    }

    private static func wounded(_ json: JSON, _ dice: inout Dice) -> JSON {
        switch json.value {
        case .object(var members) where !members.isEmpty:
            let index = dice.number(below: members.count)
            switch dice.number(below: 9) {
            case 0: members.remove(at: index)
            case 1: members.append(members[index])
            case 2: members[index].name += dice.one(of: ["s", "\u{0}", " ", "\u{301}"])
            case 3: members[index].value = dice.one(of: oddities)
            default: members[index].value = wounded(members[index].value, &dice)
            }
            return JSON(.object(members))
        case .array(var elements) where !elements.isEmpty:
            let index = dice.number(below: elements.count)
            switch dice.number(below: 9) {
            case 0: elements.remove(at: index)
            case 1: elements.append(contentsOf: Array(repeating: elements[index], count: 1 + dice.number(below: 40)))
            case 2: elements.swapAt(0, index)
            case 3: elements[index] = dice.one(of: oddities)
            default: elements[index] = wounded(elements[index], &dice)
            }
            return JSON(elements)
        case .null, .bool, .number, .string, .array, .object: return dice.one(of: oddities)
        }
    }
}
