import Flags
import Testing
import Wire

@Suite("Hostile contexts")
struct HostileContextTests {
    private static let mebibyte = 1 << 20

    /// A flag for each operator on texts, negated or not, case ignored or not.
    private static let flags = [
        ("equals", "\"aa\""), ("contains", "\"aaab\""), ("startsWith", "\"aaab\""), ("endsWith", "\"baaa\""),
        ("in", "[\"a\",\"b\"]"), ("greaterThan", "\"aaaaaaaa\""), ("between", "[\"a\",\"b\"]"), ("regex", "\"(a+)+b\""),
    ].flatMap { name, value in
        [false, true].compactMap { ignoresCase -> Flag? in
            let rule = "{\"attribute\":\"x\",\"operator\":\"\(name)\",\"value\":\(value),\"ignoreCase\":\(ignoresCase)}"
            let text = "{\"key\":\"\(name)\(ignoresCase)\",\"enabled\":true,\"rolloutPercentage\":100,\"targeting\":[\(rule)]}"
            return (try? JSON.parse(text)).flatMap { FlagReader.read($0, rules: keyRules).flag }
        }
    }

    @Test("A text of a mebibyte is answered", arguments: ["a", "\u{0301}", "İ"])
    func longText(piece: String) {
        let text = String(repeating: piece, count: Self.mebibyte / piece.utf8.count)
        let evaluations = Snapshot(flags: Self.flags).evaluateAll(.user("u", [("x", JSON(text))]))
        #expect(evaluations.count == 16)
        #expect(evaluations.filter(\.isOn).map(\.key).allSatisfy { $0.hasPrefix("greaterThan") || $0.hasPrefix("between") })
        #expect(evaluations.filter { $0.details.contains("bounds") }.map(\.key) == ["regexfalse", "regextrue"])
    }

    @Test("The end of a long text is found")
    func endOfLongText() {
        let text = String(repeating: "a", count: Self.mebibyte) + "aaabaaa"
        let evaluations = Snapshot(flags: Self.flags).evaluateAll(.user("u", [("x", JSON(text))]))
        let found = evaluations.filter(\.isOn).map(\.key).filter { !$0.hasPrefix("greater") && !$0.hasPrefix("between") }
        #expect(found == ["containsfalse", "containstrue", "endsWithfalse", "endsWithtrue"])
    }

    @Test("A user's id of a mebibyte has its bucket")
    func longId() {
        let id = String(repeating: "x", count: Self.mebibyte)
        let snapshot = Snapshot(flags: [.on { $0.rolloutPercentage = 50 }])
        #expect(snapshot.isOn("f", userId: id) == Bucket.contains(Bucket.hash(unit: id, flag: "f"), fraction: 0.5))
    }

    @Test("Numbers of any length are compared")
    func longNumbers() throws {
        let flag = Flag.on { $0.targeting = [Rule(attribute: "x", operator: .greaterThan, value: 5)] }
        let digits = String(repeating: "9", count: 100_000)
        for (number, isOn) in [
            ("0." + digits, false), ("1e-99999999999", false), ("1" + digits, false), (digits + "e-99999", true),
        ] {
            #expect(Snapshot.evaluate(flag, try .text("{\"x\":\(number)}")).isOn == isOn)
        }
    }

    @Test("Versions and dates of any length are none")
    func longVersions() {
        let flags = [
            Flag.on("a") { $0.targeting = [Rule(attribute: "x", operator: .semver, value: ">0.0.0")] },
            Flag.on("b") { $0.targeting = [Rule(attribute: "x", operator: .after, value: "1970-01-01")] },
        ]
        let texts = [
            "1.0.0-" + String(repeating: "a.", count: 200_000) + "a",
            "2026-01-01T00:00:00." + String(repeating: "1", count: 300_000),
        ]
        for text in texts {
            #expect(Snapshot(flags: flags).evaluateAll(.user("u", [("x", JSON(text))])).allSatisfy { !$0.isOn })
        }
    }

    @Test("Deep objects are walked and freed")
    func deep() throws {
        let levels = 500
        let text = String(repeating: "{\"a\":", count: levels) + "1" + String(repeating: "}", count: levels)
        let json = try JSON.parse(text, limits: JSONLimits(maxDepth: levels))
        let path = Array(repeating: "a", count: levels).joined(separator: ".")
        let rule = Rule(attribute: path, operator: .equals, value: 1)
        #expect(Snapshot.evaluate(.on { $0.targeting = [rule] }, try Context(json)).isOn)
    }
}
