import Rollouts
import Testing
import Wire

@testable import Alerts

/// Whatever an entry holds, Slack must take the message.
@Suite struct SlackLimitTests {
    /// Slack's limits, as its reference states them.
    private func check(_ notice: Notice) throws {
        let context = AlertContext(
            publicURL: "https://rampart.example.com/" + String(repeating: "&", count: 900),
            rehearsalSpeed: 600
        )
        let message = SlackMessage.json(for: notice, revision: String(repeating: "9", count: 5000), context: context)
        let text = try #require(message["text"]?.string)
        #expect((1...4000).contains(text.utf16.count))
        #expect(!text.utf8.contains(UInt8(ascii: "<")))
        let blocks = try #require(message["blocks"]?.array)
        #expect((1...50).contains(blocks.count))
        for block in blocks {
            switch block["type"]?.string {
            case "header": try check(block["text"], most: 150)
            case "section":
                if let fields = block["fields"]?.array {
                    #expect((1...10).contains(fields.count))
                    for field in fields { try check(field, most: 2000) }
                } else {
                    try check(block["text"], most: 3000)
                }
            case "context":
                let elements = try #require(block["elements"]?.array)
                #expect((1...10).contains(elements.count))
                for element in elements { try check(element, most: 2000) }
            default: Issue.record("unknown block \(block.text.prefix(100))")
            }
        }
    }

    private func check(_ object: JSON?, most: Int) throws {
        let text = try #require(object?["text"]?.string)
        #expect((1...most).contains(text.utf16.count), "\(text.prefix(200))")
        // Only our own links may begin with `<`, and each ends before the next.
        for part in text.utf8.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false).dropFirst() {
            #expect(part.starts(with: "https://".utf8))
            #expect(part.count { $0 == UInt8(ascii: ">") } == 1)
        }
        if object?["type"]?.string == "mrkdwn" { #expect(object?["verbatim"]?.bool == true) }
    }

    static let hostile = String(repeating: "<!channel> & `<https://evil.example.com|x>` 😀\n", count: 24_000)

    @Test(arguments: Transition.Kind.allCases)
    func rolloutsOfAnyKind(kind: Transition.Kind) throws {
        let hostile = JSON(Self.hostile)
        var event = try #require(RolloutEvent(json: try Sample.entry(kind.rawValue)))
        event.actor = Self.hostile
        event.reason = Self.hostile
        event.entry = Self.hostile
        event.to.stage = .max
        event.attempt = .min
        event.verdicts = [
            .object(
                [
                    ("guard", hostile), ("standing", "noData"), ("rule", "limit"), ("figure", 1e300),
                    ("limit", -1e-300),
                    ("samples", JSON(Int.max)), ("failures", JSON(Int.min)), ("logEvidence", 1e300),
                    ("breachAt", -1e300),
                    ("message", hostile),
                ] as [(String, JSON)]
            )
        ]
        for index in 0..<300 {
            event.verdicts.append(
                .object([("guard", "g\(index)<"), ("standing", "passed"), ("message", hostile)] as [(String, JSON)])
            )
        }
        let address = JSON("https://x.example.com/?" + String(repeating: "&", count: 400))
        event.plan = .object(
            [
                ("owner", hostile), ("links", .object((0..<100).map { ("<!l\($0)>", address) } as [(String, JSON)])),
            ] as [(String, JSON)]
        )
        for flag in [Self.hostile, String(repeating: "a", count: FlagKey.longest)] {
            for phase in [Phase.scheduled, .holding] {
                for hold in kind == .hold || kind == .remind ? HoldReason.allCases : [.sampleRatio] {
                    event.flag = flag
                    event.to.phase = phase
                    event.hold = hold
                    try check(.rollout(event))
                }
            }
        }
    }

    @Test func plansAndSystem() throws {
        let hostile = Self.hostile
        try check(.planBroken(file: hostile, flag: hostile, diagnostics: Array(repeating: hostile, count: 30)))
        try check(.planBroken(file: "", flag: nil, diagnostics: []))
        try check(.planMended(file: hostile))
        for condition in Notice.SystemCondition.allCases {
            try check(.system(condition, text: hostile))
            try check(.system(condition, text: ""))
        }
    }

    @Test func noCommandForAFlagThatNoPlanCouldName() throws {
        let notice = try Sample.notice(Sample.rollback(flag: "a; rm -rf ~"))
        let message = SlackMessage.json(for: notice, revision: "1-0", context: Sample.context).text
        #expect(!message.contains("rampart restart"))
        #expect(message.contains("a; rm -rf ~ rolled back"))
    }
}
