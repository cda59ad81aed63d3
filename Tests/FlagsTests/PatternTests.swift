import Testing
import Wire

@testable import Flags

@Suite("Patterns")
struct PatternTests {
    @Test(
        "A wrong pattern is refused with the place of the fault",
        arguments: [("a(", 2), ("ä[", 2), ("*a", 0), ("a{2,1}", 5), ("(?<n>a)(?<n>b)", 12), ("\\C", 2)]
    )
    func refused(pattern: String, place: Int) {
        let fault = #expect(throws: RuleFault.self) { try Pattern(pattern, ignoresCase: false) }
        #expect(fault?.message.contains("behind its character \(place)") == true, "\(fault?.message ?? "")")
    }

    @Test("A pattern has a length and a depth")
    func bounds() {
        #expect(throws: RuleFault.self) { try Pattern(String(repeating: "a", count: 1025), ignoresCase: false) }
        #expect(throws: Never.self) { try Pattern(String(repeating: "a", count: 1024), ignoresCase: false) }
        let nested = String(repeating: "(", count: 65) + String(repeating: ")", count: 65)
        #expect(throws: RuleFault.self) { try Pattern(nested, ignoresCase: false) }
        #expect(throws: RuleFault.self) { try Pattern("(((a{1,999}){1,999}){1,999})", ignoresCase: false) }
    }

    @Test(
        "A hostile pattern ends, and is no match",
        arguments: [
            "^(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)*y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?:a?){60}a{60}$", "(x+x+)+y",
            "^(?:(a+)|b)*c\\1$", "(?R)?a+b", "(a*)*\\1b",
        ]
    )
    func hostile(text: String) throws {
        let pattern = try Pattern(text, ignoresCase: false)
        for subject in ["a", "aX", "x"] {
            let found = pattern.search(String(repeating: subject, count: Pattern.longestText / subject.utf8.count - 1) + "!")
            #expect(found != .found)
        }
    }

    @Test("Bombs at every place of a text share one allowance")
    func shared() throws {
        // Each run of letters is cheap enough for PCRE2's own limit, which starts afresh with each.
        let subject = String(repeating: String(repeating: "a", count: 12) + "!", count: 300)
        #expect(try Pattern("(a+)+b|(a+)+c", ignoresCase: false).search(subject) == .tooCostly)
        #expect(try Pattern("a+!$", ignoresCase: false).search(subject) == .found)
    }

    @Test("A text that is too long is not searched")
    func longText() throws {
        let pattern = try Pattern("a", ignoresCase: false)
        #expect(pattern.search(String(repeating: "a", count: 4096)) == .found)
        #expect(pattern.search(String(repeating: "a", count: 4097)) == .tooCostly)
        #expect(pattern.search(String(repeating: "a", count: 1 << 20)) == .tooCostly)
    }

    @Test("A pattern cannot lift its limits")
    func limits() throws {
        let pattern = try Pattern(
            "(*LIMIT_MATCH=4000000000)(*LIMIT_DEPTH=4000000000)(*LIMIT_HEAP=4000000)^(a+)+$",
            ignoresCase: false
        )
        #expect(pattern.search(String(repeating: "a", count: 100) + "!") == .tooCostly)
    }

    @Test("What ran into its bounds does not hold, negated or not, and is told", arguments: [false, true])
    func undecided(negate: Bool) {
        let rule = Rule(attribute: "x", operator: .regex, value: "^(a+)+$", negate: negate)
        let hostile: [(String, JSON)] = [("x", JSON(String(repeating: "a", count: 100) + "!"))]
        let segment = Segment(id: "s", rules: [rule])
        for flag in [Flag.on { $0.targeting = [rule] }, .on { $0.segments = ["s"] }, .on { $0.rolloutSegments = ["s"] }] {
            let evaluation = Snapshot.evaluate(flag, .user("u", hostile), segments: [segment])
            #expect(!evaluation.isOn && evaluation.reason == .default && evaluation.errorCode == nil)
            #expect(evaluation.details.contains("ran into its bounds"))
            let harmless = Snapshot.evaluate(flag, .user("u", [("x", negate ? "b" : "a")]), segments: [segment])
            #expect(harmless.isOn && !harmless.details.contains("bounds"))
        }
    }

    @Test("A pattern serves many at once")
    func concurrent() async throws {
        let pattern = try Pattern("^user-[0-9]+$", ignoresCase: true)
        let found = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask { pattern.search("USER-\(index)") == .found && pattern.search("u\(index)") == .notFound }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(found)
    }
}
