import Testing
import Wire

struct JSONAccessTests {
    @Test(
        arguments: [
            (.null, "null"), (true, "boolean"), (1, "number"), ("a", "string"), ([], "array"), ([:], "object"),
        ] as [(JSON, String)]
    )
    func eachKindAnswersForItselfOnly(json: JSON, kind: String) {
        #expect(json.kind == kind)
        #expect(json.isNull == (kind == "null"))
        #expect((json.bool != nil) == (kind == "boolean"))
        #expect((json.integer != nil) == (kind == "number"))
        #expect((json.double != nil) == (kind == "number"))
        #expect((json.string != nil) == (kind == "string"))
        #expect((json.array != nil) == (kind == "array"))
        #expect((json.members != nil) == (kind == "object"))
    }

    @Test func objectLeavesOutWhatIsMissing() {
        let missing: JSON? = nil
        let present: JSON? = 1
        #expect(JSON.object([("a", missing), ("b", present), ("c", 2)]).text == #"{"b":1,"c":2}"#)
        #expect(JSON.object([]) == [:])
        #expect(JSON.object([("a", nil)]).text == "{}")
    }

    @Test func subscriptTakesTheFirst() {
        let json: JSON = ["b": 1, "a": 2, "b": 3]
        #expect(json["b"] == 1)
        #expect(json["c"] == nil)
        #expect(JSON([1])["b"] == nil)
        #expect(json.members?.map(\.name) == ["b", "a", "b"])
    }

    @Test func equalityIgnoresPlaces() throws {
        #expect(try JSON.parse("{ \"a\" : [ 1 ] }") == ["a": [1]])
        #expect(try JSON.parse("2.0") != 2)
        #expect(["a": 1, "b": 2] as JSON != ["b": 2, "a": 1])
    }

    /// The examples of RFC 6901, section 5.
    @Test(
        arguments: [
            ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4),
            ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8), ("/~01", 9),
        ] as [(String, JSON)]
    )
    func pointerLeadsToItsValue(text: String, value: JSON) throws {
        let json: JSON = [
            "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7,
            "m~n": 8,
            "~1": 9,
        ]
        let pointer = try JSONPointer(text)
        #expect(json.at(pointer: pointer) == value)
        #expect(pointer.description == text)
        #expect(json.at(pointer: try JSONPointer("")) == json)
    }

    @Test(arguments: [
        "/a/2", "/a/-", "/a/00", "/a/01", "/a/+1", "/a/-1", "/a/", "/a/99999999999999999999", "/b", "/a/0/x",
    ])
    func pointerLeadsNowhere(text: String) throws {
        let json: JSON = ["a": [0, 1]]
        #expect(json.at(pointer: try JSONPointer(text)) == nil)
    }

    @Test(arguments: [("a", 1), ("/a~", 3), ("/~2", 2), ("/é~/b", 3), ("~0", 1)])
    func badPointerIsRefused(text: String, column: Int) {
        let fault = #expect(throws: JSONFault.self) { try JSONPointer(text) }
        #expect(fault?.code == .invalidPointer)
        #expect(fault?.place == Place(line: 1, column: column))
    }

    @Test func placesAreOrderedAndPrinted() {
        #expect(Place(line: 2, column: 9) < Place(line: 3, column: 1))
        #expect(Place(line: 2, column: 1) < Place(line: 2, column: 2))
        #expect(Place(line: 14, column: 7).description == "14:7")
    }
}
