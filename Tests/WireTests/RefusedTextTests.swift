import Testing
import Wire

/// A text, why it is refused and where.
struct Refusal: Sendable, CustomTestStringConvertible {
    var text: String
    var code: JSONFault.Code
    var line = 1
    var column: Int
    /// What the message must contain.
    var advice = ""

    init(_ text: String, _ code: JSONFault.Code, line: Int = 1, _ column: Int, _ advice: String = "") {
        self.text = text
        self.code = code
        self.line = line
        self.column = column
        self.advice = advice
    }

    var testDescription: String { text }
}

struct RefusedTextTests {
    @Test(arguments: [
        Refusal("", .unexpectedEnd, 1, "empty"), Refusal(" \n ", .unexpectedEnd, line: 2, 2, "empty"),
        Refusal("[", .unexpectedEnd, 2, "starts at 1:1: close it with ]"), Refusal("[1", .unexpectedEnd, 3, "]"),
        Refusal("[1,", .unexpectedEnd, 4, "]"), Refusal("{", .unexpectedEnd, 2, "}"),
        Refusal("{\"a\"", .unexpectedEnd, 5, "}"), Refusal("{\"a\":", .unexpectedEnd, 6, "}"),
        Refusal("{\"a\":1", .unexpectedEnd, 7, "}"), Refusal("{\"a\":1,", .unexpectedEnd, 8, "}"),
        Refusal("[1,]", .unexpectedCharacter, 3, "remove the comma"),
        Refusal("{\"a\":1\n,\n}", .unexpectedCharacter, line: 2, 1, "remove the comma"),
        Refusal("[,1]", .unexpectedCharacter, 2, "remove the comma"),
        Refusal("[1,,2]", .unexpectedCharacter, 4, "remove the comma"),
        Refusal("{,}", .unexpectedCharacter, 2, "remove the comma"),
        Refusal("[1 2]", .unexpectedCharacter, 4, "put a comma between the values"),
        Refusal("{\"a\":1 \"b\":2}", .unexpectedCharacter, 8, "put a comma between the members"),
        Refusal("{\"a\" 1}", .unexpectedCharacter, 6, "put a colon"),
        Refusal("{\"a\"=1}", .unexpectedCharacter, 5, "put a colon"),
        Refusal("{\"a\":}", .unexpectedCharacter, 6, "missing"),
        Refusal("[1}", .unexpectedCharacter, 3, "write ]"), Refusal("{\"a\":1]", .unexpectedCharacter, 7, "write }"),
        Refusal("{]", .unexpectedCharacter, 2, "write }"), Refusal("]", .unexpectedCharacter, 1, "missing"),
        Refusal("{1:2}", .unexpectedCharacter, 2, "double quotes"),
        Refusal("{name: 1}", .unexpectedCharacter, 2, "put the name between double quotes: \"name\""),
        Refusal("{'a': 1}", .unexpectedCharacter, 2, "double quotes"),
        Refusal("['a']", .unexpectedCharacter, 2, "double quotes"),
        Refusal("`a`", .unexpectedCharacter, 1, "double quotes"),
        Refusal("// a\n1", .unexpectedCharacter, 1, "no comments"),
        Refusal("[1, /* */ 2]", .unexpectedCharacter, 5, "no comments"),
        Refusal("[1 # a\n]", .unexpectedCharacter, 4, "no comments"),
        Refusal("{}\n// a", .trailingContent, line: 2, 1, "no comments"),
        Refusal("{# a\n}", .unexpectedCharacter, 2, "no comments"), Refusal("[1/2]", .unexpectedCharacter, 3, "comma"),
        Refusal("True", .unexpectedCharacter, 1, "write true"), Refusal("NULL", .unexpectedCharacter, 1, "write null"),
        Refusal("[None]", .unexpectedCharacter, 2, "write null"),
        Refusal("undefined", .unexpectedCharacter, 1, "write null"),
        Refusal("tru", .unexpectedCharacter, 1, "\"tru\""), Refusal("nulls", .unexpectedCharacter, 1, "\"nulls\""),
        Refusal("[true1]", .unexpectedCharacter, 2), Refusal("\u{A0}1", .unexpectedCharacter, 1, "U+00A0"),
        Refusal("[1,\u{1F600}]", .unexpectedCharacter, 4, "U+1F600"),
        Refusal("\u{C}1", .unexpectedCharacter, 1, "U+000C"),
        Refusal("1 2", .trailingContent, 3, "one value"), Refusal("{}}", .trailingContent, 3, "} follows"),
        Refusal("[]\n\n,", .trailingContent, line: 3, 1), Refusal("\"é\"x", .trailingContent, 4),
    ])
    func structure(refusal: Refusal) { check(refusal) }

    @Test(arguments: [
        Refusal("01", .invalidNumber, 1, "leading zeros"), Refusal("[-00]", .invalidNumber, 2, "leading zeros"),
        Refusal("+1", .invalidNumber, 1, "remove the +"), Refusal(".5", .invalidNumber, 1, "write 0 before"),
        Refusal("-.5", .invalidNumber, 1, "after the minus"), Refusal("-", .invalidNumber, 1, "after the minus"),
        Refusal("[1.]", .invalidNumber, 2, "after the decimal point"),
        Refusal("1.e3", .invalidNumber, 1, "after the decimal point"),
        Refusal("1e", .invalidNumber, 1, "exponent"), Refusal("1e+", .invalidNumber, 1, "exponent"),
        Refusal("1.5e-]", .invalidNumber, 1, "exponent"), Refusal("1e3.5", .invalidNumber, 1, "decimal digits"),
        Refusal("0x1F", .invalidNumber, 1, "decimal digits"), Refusal("1_000", .invalidNumber, 1, "decimal digits"),
        Refusal("[\"é\", 5m]", .invalidNumber, 7, "decimal digits"),
        Refusal("1.2.3", .invalidNumber, 1, "decimal digits"),
        Refusal("NaN", .invalidNumber, 1, "no NaN"), Refusal("[Infinity]", .invalidNumber, 2, "no Infinity"),
        Refusal("-Infinity", .invalidNumber, 1, "no -Infinity"), Refusal("[1, -inf]", .invalidNumber, 5, "no -inf"),
        Refusal("--1", .invalidNumber, 1, "after the minus"), Refusal("-x", .invalidNumber, 1, "after the minus"),
    ])
    func numbers(refusal: Refusal) { check(refusal) }

    @Test(arguments: [
        Refusal("\"a", .unexpectedEnd, 3, "starts at 1:1"), Refusal("[\"é\\", .unexpectedEnd, 5, "starts at 1:2"),
        Refusal("\"\\u12", .unexpectedEnd, 6), Refusal("\"a\nb\"", .invalidString, 3, "does not end on its line"),
        Refusal("\"é\tb\"", .invalidString, 3, "write \\t"), Refusal("\"\u{1F}\"", .invalidString, 2, "\\u001F"),
        Refusal("\"\0\"", .invalidString, 2, "\\u0000"), Refusal("\"é\\x41\"", .invalidString, 3, "no such escape"),
        Refusal("\"\\'\"", .invalidString, 2, "no such escape"),
        Refusal("\"\\U0041\"", .invalidString, 2, "no such escape"),
        Refusal("\"\\u12G4\"", .invalidString, 2, "four hexadecimal digits"),
        Refusal("\"\\u12\"", .invalidString, 2, "four hexadecimal digits"),
        Refusal("\"ab\\uD800\"", .invalidString, 4, "\\uD800"), Refusal("\"\\udc00\"", .invalidString, 2, "\\uDC00"),
        Refusal("\"\\uD800\\uD800\"", .invalidString, 2, "half"),
        Refusal("\"\\uD800\\u0041\"", .invalidString, 2, "half"),
        Refusal("\"\\uD800\\n\"", .invalidString, 2, "half"), Refusal("\"\\uD800\\u00\"", .invalidString, 8, "four"),
        Refusal("{\"a\":1,\n \"a\":2}", .duplicateKey, line: 2, 2, "1:2"),
        Refusal("{\"a\":1,\"\\u0061\":2}", .duplicateKey, 8, "\"a\" already stands"),
        Refusal("[{\"a\":{\"b\":1,\"c\":2,\"b\":3}}]", .duplicateKey, 20, "1:8"),
        Refusal(
            #"{"0":0,"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"9":0}"#,
            .duplicateKey,
            62,
            "1:56"
        ),
        Refusal(
            #"{"0":0,"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"0":0}"#,
            .duplicateKey,
            62,
            "1:2"
        ),
    ])
    func stringsAndNames(refusal: Refusal) { check(refusal) }

    @Test(
        arguments: [
            ([0x22, 0xFF, 0x22], 1, 2), ([0x5B, 0x0A, 0x22, 0xC3, 0xA9, 0xC3, 0x22], 2, 3),
            ([0x22, 0xC0, 0x80, 0x22], 1, 2),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1, 2), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1, 2),
            ([0x22, 0x0D, 0x0A, 0x80], 2, 1),
            ([0x0D, 0x80], 2, 1), ([0x22, 0xE2, 0x82], 1, 2),
        ] as [([UInt8], Int, Int)]
    )
    func bytesOutsideUTF8(bytes: [UInt8], line: Int, column: Int) {
        let fault = #expect(throws: JSONFault.self) { try JSON.parse(bytes) }
        #expect(fault?.code == .notUTF8)
        #expect(fault?.place == Place(line: line, column: column))
    }

    @Test(arguments: [[0xEF, 0xBB, 0xBF, 0x31], [0xFF, 0xFE, 0x31, 0], [0xFE, 0xFF, 0, 0x31]] as [[UInt8]])
    func byteOrderMark(bytes: [UInt8]) {
        let fault = #expect(throws: JSONFault.self) { try JSON.parse(bytes) }
        #expect(fault?.code == .byteOrderMark)
        #expect(fault?.place == Place(line: 1, column: 1))
    }

    @Test func faultReadsAsPlaceAndMessage() {
        let fault = #expect(throws: JSONFault.self) { try JSON.parse("{\n  a: 1}") }
        #expect(fault?.description == "2:3: put the name between double quotes: \"a\"")
    }

    private func check(_ refusal: Refusal) {
        let fault = #expect(throws: JSONFault.self) { try JSON.parse(refusal.text) }
        #expect(fault?.code == refusal.code)
        #expect(fault?.place == Place(line: refusal.line, column: refusal.column))
        #expect(fault?.message.contains(refusal.advice) == true || refusal.advice.isEmpty, "\(fault?.message ?? "")")
    }
}
