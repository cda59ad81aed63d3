import Flags
import Testing
import Wire

/// Rules in short: `x startsWith "a"`, `!x in ["a"]`, `x equals "a" i` for one that ignores case.
struct ShortRules: CustomTestStringConvertible, Sendable {
    enum Expected: Sendable { case possible, impossible, unknown }

    var one: [String]
    var other: [String]
    var expected: Expected

    init(_ one: [String], _ other: [String], _ expected: Expected) {
        self.one = one
        self.other = other
        self.expected = expected
    }

    var testDescription: String { "\(one) and \(other)" }

    static func segment(_ id: String, _ rules: [String]) throws -> Segment {
        let texts = rules.map { rule in
            let parts = rule.split(separator: " ", maxSplits: 2).map { String($0) }
            var value = parts.count > 2 ? parts[2] : "true"
            let ignoresCase = value.hasSuffix(" i")
            if ignoresCase { value.removeLast(2) }
            let negate = parts[0].hasPrefix("!")
            return "{\"attribute\":\"\(negate ? String(parts[0].dropFirst()) : parts[0])\",\"operator\":\"\(parts[1])\","
                + "\"value\":\(value),\"negate\":\(negate),\"ignoreCase\":\(ignoresCase)}"
        }
        let json = try JSON.parse("{\"id\":\"\(id)\",\"rules\":[\(texts.joined(separator: ","))]}")
        let outcome = SegmentReader.read(json, rules: keyRules)
        return try #require(outcome.segment, "\(outcome.diagnostics)")
    }
}

@Suite("Overlaps of segments")
struct SegmentAnalysisTests {
    private static let cases = [
        ShortRules(["x equals \"a\""], ["y equals \"a\""], .possible),
        ShortRules(["x equals \"a\""], ["x equals \"a\""], .possible),
        ShortRules(["x equals \"a\""], ["x equals \"b\""], .impossible),
        ShortRules(["x equals \"a\" i"], ["x equals \"A\""], .possible),
        ShortRules(["x equals \"a\" i"], ["x equals \"b\" i"], .impossible),
        ShortRules(["x equals 1"], ["x equals \"1\""], .impossible),
        ShortRules(["x equals 1"], ["x equals 1.0"], .possible),
        ShortRules(["x equals true"], ["!x equals true"], .impossible),
        ShortRules(["!x equals true"], ["!x equals false"], .possible),
        ShortRules(["x in [\"a\",\"b\"]"], ["x in [\"b\",\"c\"]"], .possible),
        ShortRules(["x in [\"a\",\"b\"]"], ["x in [\"c\"]"], .impossible),
        ShortRules(["x in [\"a\",\"b\"]"], ["!x in [\"b\",\"a\"]"], .impossible),
        ShortRules(["x in [\"a\",\"b\"]"], ["!x in [\"b\"]"], .possible),
        ShortRules(["x exists"], ["!x exists"], .impossible),
        ShortRules(["!x exists"], ["!x equals 1"], .possible),
        ShortRules(["!x exists"], ["x equals 1"], .impossible),
        ShortRules(["userId equals \"a\""], ["targetingKey equals \"b\""], .impossible),
        ShortRules(["userId startsWith \"a\""], ["targetingKey endsWith \"b\""], .possible),
        ShortRules(["user.plan equals \"a\""], ["user exists"], .possible),
        ShortRules(["x equals \"AbC\" i"], ["x startsWith \"aB\""], .unknown),
        // Numbers.
        ShortRules(["x greaterThan 1"], ["x lessThan 2"], .possible),
        ShortRules(["x greaterThan 2"], ["x lessThan 2"], .impossible),
        ShortRules(["x between [1,2]"], ["x between [2,3]"], .possible),
        ShortRules(["x between [1,2]"], ["x greaterThan 2"], .impossible),
        ShortRules(["x between [1,1]"], ["!x equals 1"], .impossible),
        ShortRules(["x between [1,2]"], ["!x in [1,2]"], .possible),
        ShortRules(["x between [1,3]", "!x between [1,2]"], ["!x greaterThan 2.5"], .possible),
        ShortRules(["x greaterThan 1e308"], ["!x lessThan 1e308"], .possible),
        ShortRules(["x greaterThan 9223372036854775806"], ["x lessThan 9223372036854775808"], .possible),
        ShortRules(["x greaterThan 1"], ["x startsWith \"1\""], .impossible),
        ShortRules(["x greaterThan 1"], ["x contains 5"], .impossible),
        // Dates and versions.
        ShortRules(["x before \"2026-01-01\""], ["x after \"2025-01-01\""], .possible),
        ShortRules(["x before \"2025-01-01\""], ["x after \"2026-01-01\""], .impossible),
        ShortRules(["x after \"2025-12-31T23:59:59.999Z\""], ["x before \"2026-01-01T00:00:00.001Z\""], .possible),
        ShortRules(["x after \"2026-01-01\""], ["x before \"2026-01-01T00:00:00.001Z\""], .impossible),
        ShortRules(["x between [\"2026-01-01\",\"2026-01-31\"]"], ["!x before \"2026-02-01\""], .impossible),
        ShortRules(["x before \"2026-01-01\""], ["x semver \">1.0.0\""], .impossible),
        ShortRules(["x semver \">=1.0.0 <2.0.0\""], ["x semver \">=2.0.0-rc.1\""], .possible),
        ShortRules(["x semver \"<1.0.0\""], ["x semver \">1.0.0\""], .impossible),
        ShortRules(["x semver \">1.2.3\""], ["x semver \"<1.2.4-0\""], .impossible),
        ShortRules(["x semver \">1.2.3\""], ["x semver \"<1.2.4\""], .possible),
        ShortRules(["x semver \">1.0.0-a\""], ["x semver \"<1.0.0-a.1\""], .possible),
        ShortRules(["x semver \">999999999999999999999.0.0\""], ["x semver \"<1000000000000000000000.0.0\""], .possible),
        // Texts.
        ShortRules(["x startsWith \"ab\""], ["x startsWith \"abc\""], .possible),
        ShortRules(["x startsWith \"ab\""], ["x startsWith \"ac\""], .impossible),
        ShortRules(["x startsWith \"AB\" i"], ["x startsWith \"abc\""], .possible),
        ShortRules(["x startsWith \"AB\" i"], ["x startsWith \"ac\""], .impossible),
        ShortRules(["x endsWith \".com\""], ["x endsWith \"e.com\""], .possible),
        ShortRules(["x endsWith \".com\""], ["x endsWith \".org\""], .impossible),
        ShortRules(["x startsWith \"a\""], ["!x startsWith \"ab\""], .possible),
        ShortRules(["x startsWith \"ab\""], ["!x startsWith \"a\""], .impossible),
        ShortRules(["x startsWith \"ab\""], ["!x contains \"B\" i"], .impossible),
        ShortRules(["x contains \"a\""], ["!x contains \"a\""], .impossible),
        ShortRules(["x contains \"a\""], ["!x startsWith \"a\"", "!x endsWith \"a\""], .possible),
        ShortRules(["x contains \"a\""], ["x equals \"bcd\""], .impossible),
        ShortRules(["x contains \"a\""], ["x contains \"b\"", "x contains 5"], .possible),
        ShortRules(["x startsWith \"ab\"", "x endsWith \"bc\""], ["x contains \"zz\"", "!x contains \"-\""], .possible),
        ShortRules(["x greaterThan \"a\""], ["x lessThan \"b\""], .possible),
        ShortRules(["x greaterThan \"b\""], ["x lessThan \"a\""], .impossible),
        ShortRules(["x greaterThan \"a\""], ["x lessThan \"a\\u0000\""], .impossible),
        // Patterns.
        ShortRules(["x regex \"^beta-[0-9]+$\""], ["x startsWith \"beta\""], .possible),
        ShortRules(["x regex \"@example\\\\.com$\""], ["x startsWith \"ann\""], .possible),
        ShortRules(["x regex \"b$\""], ["x regex \"^a\"", "x contains \"c\""], .possible),
        ShortRules(["x before \"2026-01-01\""], ["x contains \"a\""], .impossible),
        ShortRules(["x before \"2026-01-01\""], ["x startsWith \"2025-07\""], .unknown),
        ShortRules(["x semver \">1.0.0\""], ["x endsWith \" \""], .impossible),
        ShortRules(["x startsWith \"a\""], ["!x contains \"\""], .impossible),
        ShortRules(["x regex \"^a\""], ["x equals \"b\""], .impossible),
        ShortRules(["x regex \"^(a|b)\\\\d{3}$\""], ["!x equals \"a111\""], .unknown),
        ShortRules(["x regex \"^a$\""], ["x startsWith \"b\""], .unknown),
        ShortRules(["x regex \"^a$\""], ["x equals 5"], .impossible),
        // Within one segment.
        ShortRules(["x equals 1", "x equals 2"], ["y exists"], .impossible),
    ]

    @Test("Pairs", arguments: cases)
    func pairs(_ entry: ShortRules) throws {
        let one = try ShortRules.segment("one", entry.one)
        let other = try ShortRules.segment("other", entry.other)
        for (first, second) in [(one, other), (other, one)] {
            let finding = SegmentAnalysis.overlap(of: first, and: second)
            switch (finding, entry.expected) {
            case (.possible(let witness), .possible):
                let snapshot = Snapshot(flags: [], segments: [one, other])
                #expect(snapshot.segments(of: try Context(witness)) == ["one", "other"])
                // As it would be sent.
                #expect(snapshot.segments(of: try .text(witness.text)) == ["one", "other"])
            case (.impossible, .impossible), (.unknown, .unknown): break
            case (.possible, _), (.impossible, _), (.unknown, _): Issue.record("\(finding)")
            }
        }
    }

    @Test("An example tells something: attributes are there rather than missing")
    func telling() throws {
        let one = try ShortRules.segment("one", ["!plan equals \"free\""])
        guard case .possible(let witness) = SegmentAnalysis.membership(of: one) else {
            Issue.record("nothing found")
            return
        }
        #expect(witness["plan"] != nil)
    }

    @Test("A report names contradictions and overlaps, and leaves the rest out")
    func report() throws {
        let segments = try [
            ShortRules.segment("never", ["x equals 1", "x equals 2"]), ShortRules.segment("a", ["plan equals \"a\""]),
            ShortRules.segment("b", ["plan equals \"b\""]), ShortRules.segment("young", ["age lessThan 30"]),
        ]
        let report = SegmentAnalysis.report(on: segments)
        #expect(report.contradictions.map(\.id) == ["never"])
        #expect(report.contradictions.map(\.finding) == [.impossible(attribute: "x")])
        #expect(report.overlaps.map { [$0.one, $0.other] } == [["a", "young"], ["b", "young"]])
        #expect(!report.isCut)
        #expect(SegmentAnalysis.report(on: segments, most: 2).isCut)
        #expect(SegmentAnalysis.membership(of: Segment(id: "s", rules: [])) == .impossible(attribute: ""))
    }

    @Test("Never is nobody found where nobody was said to be", arguments: 0..<4)
    func soundness(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var counts: [String: Int] = [:]
        for _ in 0..<150 {
            let one = Segment(id: "one", rules: RandomRules.rules(&generator))
            let other = Segment(id: "other", rules: RandomRules.rules(&generator))
            let snapshot = Snapshot(flags: [], segments: [one, other])
            switch SegmentAnalysis.overlap(of: one, and: other) {
            case .possible(let witness):
                counts["possible", default: 0] += 1
                #expect(snapshot.segments(of: try Context(witness)) == ["one", "other"])
            case .impossible:
                counts["impossible", default: 0] += 1
                for _ in 0..<150 {
                    let context = RandomRules.context(&generator)
                    let found = snapshot.segments(of: Context(context.members ?? []))
                    #expect(found.count < 2, "\(context.text) is in \(one.json.text) and \(other.json.text)")
                }
            case .unknown: counts["unknown", default: 0] += 1
            }
        }
        #expect(counts["possible", default: 0] > 40 && counts["impossible", default: 0] > 30, "\(counts)")
        #expect(counts["unknown", default: 0] < 25, "\(counts)")
    }

    @Test("Long lists are compared in reasonable time")
    func longLists() throws {
        let lists = [0, 5000].map { start in JSON((start..<start + 5000).map { JSON("user-\($0)") }) }
        let segments = zip(["one", "other"], lists).map { id, list in
            Segment(id: id, rules: [Rule(attribute: "userId", operator: .in, value: list)])
        }
        #expect(SegmentAnalysis.overlap(of: segments[0], and: segments[1]) == .impossible(attribute: "targetingKey"))
    }
}
