import Flags
import Testing
import Wire

/// One rule, one context, and whether the rule holds.
struct OperatorCase: CustomTestStringConvertible, Sendable {
    var rule: String
    var context: String
    var holds: Bool

    init(_ rule: String, _ context: String, _ holds: Bool) {
        self.rule = rule
        self.context = context
        self.holds = holds
    }

    var testDescription: String { "\(rule) on \(context)" }

    static let texts = [
        OperatorCase(#""equals","value":"a""#, #"{"x":"a"}"#, true),
        OperatorCase(#""equals","value":"a""#, #"{"x":"A"}"#, false),
        OperatorCase(#""equals","value":"a""#, #"{"x":"ab"}"#, false),
        OperatorCase(#""equals","value":"1""#, #"{"x":1}"#, false),
        OperatorCase(#""equals","value":"""#, #"{"x":""}"#, true),
        OperatorCase(#""equals","value":"\u00e9""#, #"{"x":"e\u0301"}"#, false),
        OperatorCase(#""equals","value":"Straße","ignoreCase":true"#, #"{"x":"STRASSE"}"#, true),
        OperatorCase(#""equals","value":"ΟΔΟΣ","ignoreCase":true"#, #"{"x":"οδος"}"#, true),
        OperatorCase(#""equals","value":"k","ignoreCase":true"#, #"{"x":"\u212a"}"#, true),
        OperatorCase(#""equals","value":"ab","ignoreCase":true"#, #"{"x":"ABC"}"#, false),
        OperatorCase(#""contains","value":"b""#, #"{"x":"abc"}"#, true),
        OperatorCase(#""contains","value":"B""#, #"{"x":"abc"}"#, false),
        OperatorCase(#""contains","value":"B","ignoreCase":true"#, #"{"x":"abc"}"#, true),
        OperatorCase(#""contains","value":"""#, #"{"x":"abc"}"#, true),
        OperatorCase(#""contains","value":"aab""#, #"{"x":"aaaab"}"#, true),
        OperatorCase(#""contains","value":"aabaaa""#, #"{"x":"aabaabaaa"}"#, true),
        OperatorCase(#""contains","value":"aabaac""#, #"{"x":"aabaabaaa"}"#, false),
        OperatorCase(#""contains","value":"1""#, #"{"x":123}"#, false),
        OperatorCase(#""startsWith","value":"ab""#, #"{"x":"abc"}"#, true),
        OperatorCase(#""startsWith","value":"ab""#, #"{"x":"a"}"#, false),
        OperatorCase(#""startsWith","value":"bc""#, #"{"x":"abc"}"#, false),
        OperatorCase(#""startsWith","value":"AB","ignoreCase":true"#, #"{"x":"abc"}"#, true),
        OperatorCase(#""startsWith","value":"ss","ignoreCase":true"#, #"{"x":"ßx"}"#, true),
        OperatorCase(#""startsWith","value":"a""#, #"{"x":["a"]}"#, false),
        OperatorCase(#""endsWith","value":"bc""#, #"{"x":"abc"}"#, true),
        OperatorCase(#""endsWith","value":"ab""#, #"{"x":"abc"}"#, false),
        OperatorCase(#""endsWith","value":"abcd""#, #"{"x":"bcd"}"#, false),
        OperatorCase(#""endsWith","value":"@EXAMPLE.com","ignoreCase":true"#, #"{"x":"me@example.COM"}"#, true),
        OperatorCase(#""endsWith","value":"SS","ignoreCase":true"#, #"{"x":"groß"}"#, true),
        OperatorCase(#""regex","value":"^a+b$""#, #"{"x":"aaab"}"#, true),
        OperatorCase(#""regex","value":"b""#, #"{"x":"abc"}"#, true),
        OperatorCase(#""regex","value":"^B""#, #"{"x":"abc"}"#, false),
        OperatorCase(#""regex","value":"^ABC","ignoreCase":true"#, #"{"x":"abcd"}"#, true),
        OperatorCase(#""regex","value":"^.$""#, #"{"x":"é"}"#, true),
        OperatorCase(#""regex","value":"1""#, #"{"x":1}"#, false),
        OperatorCase(#""regex","value":"""#, #"{"x":""}"#, true),
    ]

    static let lists = [
        OperatorCase(#""in","value":["a","b"]"#, #"{"x":"b"}"#, true),
        OperatorCase(#""in","value":["a","b"]"#, #"{"x":"B"}"#, false),
        OperatorCase(#""in","value":["a","b"],"ignoreCase":true"#, #"{"x":"B"}"#, true),
        OperatorCase(#""in","value":["straße"],"ignoreCase":true"#, #"{"x":"STRASSE"}"#, true),
        OperatorCase(#""in","value":["\u00e9"]"#, #"{"x":"e\u0301"}"#, false),
        OperatorCase(#""in","value":[1,"2",true]"#, #"{"x":1.0}"#, true),
        OperatorCase(#""in","value":[1,"2",true]"#, #"{"x":2}"#, false),
        OperatorCase(#""in","value":[1,"2",true]"#, #"{"x":"2"}"#, true),
        OperatorCase(#""in","value":[1,"2",true]"#, #"{"x":true}"#, true),
        OperatorCase(#""in","value":[1,"2",true]"#, #"{"x":false}"#, false),
        OperatorCase(#""in","value":["a"]"#, #"{"x":["a"]}"#, false),
        OperatorCase(#""contains","value":"a""#, #"{"x":["b","a"]}"#, true),
        OperatorCase(#""contains","value":"a""#, #"{"x":["ab"]}"#, false),
        OperatorCase(#""contains","value":"A","ignoreCase":true"#, #"{"x":["a"]}"#, true),
        OperatorCase(#""contains","value":2"#, #"{"x":[1,2.0]}"#, true),
        OperatorCase(#""contains","value":2"#, #"{"x":["2"]}"#, false),
        OperatorCase(#""contains","value":true"#, #"{"x":[true]}"#, true),
        OperatorCase(#""contains","value":"a""#, #"{"x":[]}"#, false),
        OperatorCase(#""contains","value":"a""#, #"{"x":{"a":1}}"#, false),
    ]

    static let orders = [
        OperatorCase(#""equals","value":2"#, #"{"x":2.0}"#, true),
        OperatorCase(#""equals","value":2"#, #"{"x":2.0000001}"#, false),
        OperatorCase(#""equals","value":9007199254740993"#, #"{"x":9007199254740992}"#, false),
        OperatorCase(#""equals","value":9007199254740993"#, #"{"x":9007199254740993.0}"#, true),
        OperatorCase(#""equals","value":true"#, #"{"x":true}"#, true),
        OperatorCase(#""equals","value":true"#, #"{"x":1}"#, false),
        OperatorCase(#""equals","value":1000"#, #"{"x":1e3}"#, true),
        OperatorCase(#""equals","value":0"#, #"{"x":-0.0}"#, true),
        OperatorCase(#""greaterThan","value":18"#, #"{"x":18}"#, false),
        OperatorCase(#""greaterThan","value":18"#, #"{"x":18.5}"#, true),
        OperatorCase(#""greaterThan","value":18"#, #"{"x":"19"}"#, false),
        OperatorCase(#""greaterThan","value":"18""#, #"{"x":19}"#, false),
        OperatorCase(#""greaterThan","value":9007199254740992"#, #"{"x":9007199254740993}"#, true),
        OperatorCase(#""greaterThan","value":1e308"#, #"{"x":1e400}"#, false),
        OperatorCase(#""lessThan","value":-1"#, #"{"x":-1.5}"#, true),
        OperatorCase(#""lessThan","value":-1"#, #"{"x":-1}"#, false),
        OperatorCase(#""between","value":[1,3]"#, #"{"x":1}"#, true),
        OperatorCase(#""between","value":[1,3]"#, #"{"x":3.0}"#, true),
        OperatorCase(#""between","value":[1,3]"#, #"{"x":3.01}"#, false),
        OperatorCase(#""between","value":[1,3]"#, #"{"x":"2"}"#, false),
        OperatorCase(#""greaterThan","value":"b""#, #"{"x":"ba"}"#, true),
        OperatorCase(#""greaterThan","value":"b""#, #"{"x":"B"}"#, false),
        OperatorCase(#""greaterThan","value":"b","ignoreCase":true"#, #"{"x":"C"}"#, true),
        OperatorCase(#""lessThan","value":"b""#, #"{"x":"az"}"#, true),
        OperatorCase(#""between","value":["a","b"]"#, #"{"x":"b"}"#, true),
        OperatorCase(#""between","value":["a","b"]"#, #"{"x":"ba"}"#, false),
        OperatorCase(#""greaterThan","value":"2026-01-01""#, #"{"x":"2026-01-01T00:00:00.001Z"}"#, true),
        OperatorCase(#""between","value":["2026-01-01","2026-02-01"]"#, #"{"x":"2026-02-01T01:00:00+01:00"}"#, true),
        OperatorCase(#""between","value":["2026-01-01","2026-02-01"]"#, #"{"x":"2026-01-15 or so"}"#, false),
        OperatorCase(#""before","value":"2026-01-01""#, #"{"x":"2025-12-31T23:59:59Z"}"#, true),
        OperatorCase(#""before","value":"2026-01-01""#, #"{"x":"2026-01-01"}"#, false),
        OperatorCase(#""before","value":"2026-01-01""#, #"{"x":"2026-01-01T00:30:00+01:00"}"#, true),
        OperatorCase(#""before","value":"2026-01-01""#, #"{"x":1}"#, false),
        OperatorCase(#""before","value":"1970-01-01""#, #"{"x":"1938-05-04"}"#, true),
        OperatorCase(#""after","value":"2026-01-01""#, #"{"x":"2026-01-02"}"#, true),
        OperatorCase(#""after","value":"2026-01-01""#, #"{"x":"2026-01-01"}"#, false),
        OperatorCase(#""after","value":"2026-01-01""#, #"{"x":"tomorrow"}"#, false),
        OperatorCase(#""semver","value":">=1.2.0 <2.0.0""#, #"{"x":"1.10.3"}"#, true),
        OperatorCase(#""semver","value":">=1.2.0 <2.0.0""#, #"{"x":"2.0.0"}"#, false),
        OperatorCase(#""semver","value":">=1.2.0 <2.0.0""#, #"{"x":"2.0.0-rc.1"}"#, true),
        OperatorCase(#""semver","value":"1.2.0""#, #"{"x":"1.2.0+build"}"#, true),
        OperatorCase(#""semver","value":"!= 1.2.0""#, #"{"x":"1.2.1"}"#, true),
        OperatorCase(#""semver","value":">1.2.0""#, #"{"x":"1.3"}"#, false),
        OperatorCase(#""semver","value":">1.2.0""#, #"{"x":1.3}"#, false),
    ]

    static let presence = [
        OperatorCase(#""exists""#, #"{"x":0}"#, true),
        OperatorCase(#""exists","value":true"#, #"{"x":""}"#, true),
        OperatorCase(#""exists""#, #"{}"#, false),
        OperatorCase(#""exists""#, #"{"x":null}"#, false),
    ]
}

@Suite("Operators")
struct OperatorTests {
    static let all = OperatorCase.texts + OperatorCase.lists + OperatorCase.orders + OperatorCase.presence

    @Test("A rule holds where it should", arguments: all)
    func table(_ entry: OperatorCase) throws {
        let context = try Context.text(entry.context)
        for negate in [false, true] {
            let rule = "{\"attribute\":\"x\",\"operator\":\(entry.rule),\"negate\":\(negate)}"
            let flag = try Self.flag("\"targeting\":[\(rule)]")
            let isPresent = entry.context != "{}" && !entry.context.contains("null") || entry.rule.hasPrefix("\"exists")
            // Negated, it is the complement where the attribute is present.
            let expected = negate ? isPresent && !entry.holds : entry.holds
            #expect(Snapshot.evaluate(flag, context).isOn == expected, "negate: \(negate)")
        }
    }

    @Test(
        "Where the attribute is missing, no plain rule holds; a negated one does in a segment only",
        arguments: all.filter { !$0.rule.hasPrefix("\"exists") }
    )
    func missing(_ entry: OperatorCase) throws {
        for context in ["{}", #"{"x":null}"#, #"{"y":1}"#] {
            for negate in [false, true] {
                let rule = "{\"attribute\":\"x\",\"operator\":\(entry.rule),\"negate\":\(negate)}"
                let flag = try Self.flag("\"targeting\":[\(rule)]")
                #expect(!Snapshot.evaluate(flag, try .text(context)).isOn)
                let outcome = SegmentReader.read(try JSON.parse("{\"id\":\"s\",\"rules\":[\(rule)]}"), rules: keyRules)
                let segment = try #require(outcome.segment)
                let within = Flag.on { $0.segments = ["s"] }
                #expect(Snapshot.evaluate(within, try .text(context), segments: [segment]).isOn == negate)
            }
        }
    }

    @Test("A missing attribute can be asked for everywhere")
    func absence() throws {
        let flag = try Self.flag(#""targeting":[{"attribute":"x","operator":"exists","negate":true}]"#)
        #expect(Snapshot.evaluate(flag, try .text("{}")).isOn)
        #expect(!Snapshot.evaluate(flag, try .text(#"{"x":1}"#)).isOn)
    }

    @Test("All rules must hold")
    func conjunction() throws {
        let flag = try Self.flag(
            #""targeting":[{"attribute":"a","operator":"equals","value":1},{"attribute":"b","operator":"equals","value":2}]"#
        )
        let answers = try [#"{"a":1,"b":2}"#, #"{"a":1,"b":3}"#, #"{"a":0,"b":2}"#].map {
            Snapshot.evaluate(flag, try .text($0)).cause
        }
        #expect(answers == [.inRollout, .rule(1), .rule(0)])
    }

    private static func flag(_ members: String) throws -> Flag {
        let text = "{\"key\":\"f\",\"enabled\":true,\"rolloutPercentage\":100,\(members)}"
        let outcome = FlagReader.read(try JSON.parse(text), rules: keyRules)
        return try #require(outcome.flag, "\(outcome.diagnostics)")
    }
}
