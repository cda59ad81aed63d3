import Testing
import Wire

struct AcceptedTextTests {
    @Test(
        arguments: [
            ("null", .null), ("true", true), ("false", false), ("0", 0), ("-0", JSON(.number(number("-0")))),
            (" \t\r\n1 \t\r\n", 1), ("\"\"", ""), ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]),
            ("[null,1,\"1\",{}]", [.null, 1, "1", [:]]), ("{\"b\":1,\"a\":[2]}", ["b": 1, "a": [2]]),
            ("{\"\":0}", ["": 0]), ("{\"a\":1,\"A\":2}", ["a": 1, "A": 2]), ("\"/\\/\"", "//"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0000""#, "\0"), (#""\u00e9\u00E9""#, "éé"),
            (#""\ud83d\uDE00!""#, "😀!"), (#""\uD834\uDD1E""#, "\u{1D11E}"), (#""\uFFFF""#, "\u{FFFF}"),
            (#""a\u0062c""#, "abc"), ("\"\u{7F}\u{2028}é😀\"", "\u{7F}\u{2028}é😀"),
        ] as [(String, JSON)]
    )
    func meansWhatItSays(text: String, meaning: JSON) throws {
        #expect(try JSON.parse(text) == meaning)
    }

    @Test(arguments: [
        "0", "-0", "0.0", "-0.0", "2.0", "1e3", "1E+3", "1e-3", "123456789012345678901234567890", "0e0", "0.10",
        "1e999999999999999999999", "-1e-999999999999999999999",
    ])
    func numberKeepsItsText(text: String) throws {
        let json = try JSON.parse(text)
        #expect(json.number?.text == text)
        #expect(json.text == text)
    }

    @Test func everyValueAndNameHasItsPlace() throws {
        let json = try JSON.parse("{\n  \"é\u{1F600}\": [true,\r\n null],\r\"b\":\t{\"c\": \"\\u00e9\"} }")
        #expect(json.place == Place(line: 1, column: 1))
        let members = try #require(json.members)
        #expect(members.map(\.namePlace) == [Place(line: 2, column: 3), Place(line: 4, column: 1)])
        #expect(members.map(\.value.place) == [Place(line: 2, column: 9), Place(line: 4, column: 6)])
        #expect(members[0].value.array?.map(\.place) == [Place(line: 2, column: 10), Place(line: 3, column: 2)])
        #expect(members[1].value.members?.map(\.namePlace) == [Place(line: 4, column: 7)])
        #expect(members[1].value["c"]?.place == Place(line: 4, column: 12))
    }

    @Test func combiningScalarsCountEach() throws {
        let json = try JSON.parse("[\"e\u{301}\", 1]")
        #expect(json.array?.map(\.place) == [Place(line: 1, column: 2), Place(line: 1, column: 8)])
    }

    @Test func repeatedNamesStayWhenTold() throws {
        let text = #"{"a":1,"b":{"c":1,"c":2},"a":[{"d":1,"d":2}],"a":3}"#
        let json = try JSON.parse(text, limits: JSONLimits(duplicates: .keep))
        #expect(json.text == text)
        #expect(json["a"] == 1)
        #expect(json.duplicateKeys().map(\.name) == ["c", "a", "d", "a"])
        #expect(json.duplicateKeys().map(\.place.column) == [19, 26, 38, 46])
    }
}

/// A number as a text has it; a text that is none gives zero, which no table expects.
func number(_ text: String) -> JSONNumber { (try? JSON.parse(text))?.number ?? JSONNumber(0) }
