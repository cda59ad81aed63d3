import Flags
import Testing
import Wire

@Suite("Contexts")
struct ContextTests {
    private static func holds(_ attribute: String, _ value: JSON, _ context: Context) -> Bool {
        let rule = Rule(attribute: attribute, operator: .equals, value: value)
        return Snapshot.evaluate(.on { $0.targeting = [rule] }, context).isOn
    }

    @Test("Only an object is a context", arguments: ["null", "[]", "1", "\"u\"", "true"])
    func noObject(text: String) throws {
        let json = try JSON.parse(text)
        let fault = #expect(throws: Context.Fault.self) { try Context(json) }
        #expect(fault?.code == .invalidContext)
    }

    @Test(
        "userId and targetingKey are one attribute",
        arguments: [
            (#"{"userId":"a"}"#, "a"), (#"{"targetingKey":"a"}"#, "a"), (#"{"userId":"b","targetingKey":"a"}"#, "a"),
            (#"{"userId":"a","targetingKey":null}"#, "a"), (#"{"userId":"a","targetingKey":""}"#, "a"),
            (#"{"userId":42}"#, "42"), (#"{"userId":42.0}"#, "42"), (#"{"userId":4.2}"#, nil), (#"{"userId":""}"#, nil),
            (#"{"userId":true}"#, nil), (#"{}"#, nil),
        ] as [(String, String?)]
    )
    func userId(text: String, expected: String?) throws {
        let context = try Context.text(text)
        #expect(context.userId == expected)
        guard let expected, expected == "a" else { return }
        #expect(Self.holds("userId", "a", context) && Self.holds("targetingKey", "a", context))
    }

    @Test("A context of an id alone is the same as one of JSON")
    func idAlone() {
        #expect(Self.holds("userId", "a", Context(userId: "a")))
        #expect(!Self.holds("tier", "a", Context(userId: "a")))
        #expect(Context(userId: "").userId == nil)
    }

    @Test("A name with dots is a way through objects, unless a member is called so")
    func dots() throws {
        let context = try Context.text(#"{"a":{"b":{"c":1},"b.c":2},"a.b.c":3,"d":{"e.f":4},"g":[{"h":5}],"":{"":6}}"#)
        #expect(Self.holds("a.b.c", 3, context))
        #expect(Self.holds("a.b.c", 1, try .text(#"{"a":{"b":{"c":1},"b.c":2}}"#)))
        for path in ["d.e.f", "g.h", "g.0.h", "a.b.c.d", "a..b", "a."] { #expect(!Self.holds(path, 4, context)) }
        #expect(Self.holds(".", 6, context))
    }

    @Test("Of members that share a name the first is taken, however many there are", arguments: [0, 50])
    func doubled(others: Int) {
        let many = (0..<others).map { JSON.Member(name: "m\($0)", value: 0) }
        let context = Context(many + [.init(name: "x", value: 1), .init(name: "x", value: 2)])
        #expect(Self.holds("x", 1, context) && !Self.holds("x", 2, context))
    }

    @Test("Ten thousand attributes, in whatever depth, are found")
    func many() throws {
        let members = (0..<10_000).map { "\"m\($0)\":\($0)" }.joined(separator: ",")
        for (text, prefix) in [("{\(members)}", ""), ("{\"a\":{\"b\":{\(members)}}}", "a.b.")] {
            let context = try Context.text(text)
            let flags = (0..<1000).map { index in
                Flag.on("f\(index)") {
                    $0.targeting = [Rule(attribute: "\(prefix)m\(index * 10)", operator: .equals, value: JSON(index * 10))]
                }
            }
            #expect(Snapshot(flags: flags).evaluateAll(context).allSatisfy { $0.isOn })
        }
    }

    @Test("Thirty-two levels are read, and no more")
    func depth() throws {
        for (levels, isRead) in [(32, true), (33, false)] {
            let text = String(repeating: "{\"a\":", count: levels) + "1" + String(repeating: "}", count: levels)
            let json = try? JSON.parse(text, limits: Context.limits)
            #expect((json != nil) == isRead)
            guard let json else { continue }
            let path = Array(repeating: "a", count: levels).joined(separator: ".")
            #expect(Self.holds(path, 1, try Context(json)))
        }
    }
}
