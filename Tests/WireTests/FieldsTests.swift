import Testing
import Wire

struct FieldsTests {
    private enum Colour: String, CaseIterable {
        case red, green
    }

    /// What `read` finds in the members of `text`, as lines.
    private func lines(_ text: String, known: [String]? = nil, _ read: (Fields) -> Void) throws -> [String] {
        let findings = Findings()
        let json = try JSON.parse(text, limits: JSONLimits(duplicates: .keep))
        if let fields = Fields(json, path: "top", known: known, findings: findings) { read(fields) }
        return findings.inOrder.map { $0.line(file: "f") }
    }

    @Test func valuesAreRead() throws {
        let text = #"{"s":"x","b":true,"i":2.0,"n":1.5,"c":"green","l":["a","b"],"o":{"p":1}}"#
        let found = try lines(text) { fields in
            #expect(fields.string("s") == "x")
            #expect(fields.bool("b") == true)
            #expect(fields.integer("i", in: 1...2) == 2)
            #expect(fields.number("n") == 1.5)
            #expect(fields.choice("c", Colour.self) == .green)
            #expect(fields.strings("l") == ["a", "b"])
            #expect(fields.list("l")?.map(\.path) == ["top.l[0]", "top.l[1]"])
            #expect(fields.fields("o", known: ["p"])?.path == "top.o")
            #expect(fields.names == ["s", "b", "i", "n", "c", "l", "o"])
            #expect(fields.string("missing") == nil)
        }
        #expect(found == [])
    }

    @Test func everyWrongValueIsReportedAtItsPlace() throws {
        let text = """
            {"s": 1, "b": "yes",
             "i": 2.5, "j": -1, "k": 9, "n": "x", "m": 2, "p": -1,
             "c": "gren", "d": 7, "l": {}, "t": ["a", 1], "o": []}
            """
        let found = try lines(text) { fields in
            #expect(fields.string("s") == nil)
            #expect(fields.bool("b") == nil)
            #expect(fields.integer("i", in: 0...9) == nil)
            #expect(fields.integer("j", in: 0...Int.max) == nil)
            #expect(fields.integer("k", in: 0...8) == nil)
            #expect(fields.number("n") == nil)
            #expect(fields.number("m", in: 0...1) == nil)
            #expect(fields.number("p", in: 0.5...Double.infinity) == nil)
            #expect(fields.choice("c", Colour.self) == nil)
            #expect(fields.choice("d", Colour.self) == nil)
            #expect(fields.list("l") == nil)
            #expect(fields.strings("t") == ["a"])
            #expect(fields.fields("o", known: []) == nil)
        }
        #expect(
            found == [
                "f:1:7: error: top.s: expected a string, found 1",
                "f:1:15: error: top.b: expected true or false, found the string \"yes\"",
                "f:2:7: error: top.i: expected a whole number, 0 to 9, found 2.5",
                "f:2:17: error: top.j: expected a whole number, 0 or more, found -1",
                "f:2:26: error: top.k: expected a whole number, 0 to 8, found 9",
                "f:2:34: error: top.n: expected a number, found the string \"x\"",
                "f:2:44: error: top.m: expected a number, 0 to 1, found 2",
                "f:2:52: error: top.p: expected a number, 0.5 or more, found -1",
                "f:3:7: error: top.c: 'gren' is none of red, green; did you mean 'green'?",
                "f:3:20: error: top.d: expected a string, found 7",
                "f:3:28: error: top.l: expected a list, found an object",
                "f:3:43: error: top.t[1]: expected a string, found 1",
                "f:3:52: error: top.o: expected an object, found a list",
            ]
        )
    }

    @Test func keysAreHeldAgainstTheKnown() throws {
        let found = try lines(#"{"name":1,"nmae":2,"zzz":3,"name":4}"#, known: ["name", "other"]) { fields in
            #expect(fields.integer("name", in: 0...9) == 1)
            #expect(fields.names == ["name", "nmae", "zzz"])
        }
        #expect(
            found == [
                "f:1:11: error: top.nmae: unknown key; did you mean 'name'?",
                "f:1:20: error: top.zzz: unknown key; the keys here are name, other",
                "f:1:28: error: top.name: the key stands twice in this object, first at 1:2; keep one",
            ]
        )
    }

    @Test func faultAboutAMissingKeyStandsAtTheObject() throws {
        let found = try lines("\n  {}") { fields in
            fields.error("name", "is missing")
            fields.warning("name", "is dull")
        }
        #expect(found == ["f:2:3: error: top.name: is missing", "f:2:3: warning: top.name: is dull"])
    }

    @Test func noObject() throws {
        #expect(try lines("[]") { _ in } == ["f:1:1: error: top: expected an object, found a list"])
    }

    @Test(arguments: [
        ("null", "null"), ("true", "true"), ("1e3", "1e3"), ("1234567890123456789012345", "a long number"),
        ("\"a\\\"b\"", "the string \"a\\\"b\""), ("\"\(String(repeating: "a", count: 25))\"", "a string"),
        ("[1]", "a list"), ("{}", "an object"),
    ])
    func phrase(text: String, phrase: String) throws {
        #expect(try JSON.parse(text).phrase == phrase)
    }

    @Test func quotationIsShort() {
        #expect("it".quoted == "'it'")
        #expect(String(repeating: "é", count: 60).clipped.unicodeScalars.count == 60)
        #expect(String(repeating: "é", count: 61).quoted == "'" + String(repeating: "é", count: 60) + "…'")
    }
}
