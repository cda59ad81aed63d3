import Flags
import Testing
import Wire

@Suite("What holds of every rule")
struct RulePropertyTests {
    private static func isOn(_ rule: Rule, _ context: JSON) -> Bool {
        Snapshot.evaluate(.on { $0.targeting = [rule] }, Context(context.members ?? [])).isOn
    }

    private static func isIn(_ rule: Rule, _ context: JSON) -> Bool {
        let segment = Segment(id: "s", rules: [rule])
        return Snapshot(flags: [], segments: [segment]).segments(of: Context(context.members ?? [])) == ["s"]
    }

    @Test("A negated rule is the complement where the attribute is present; in segments it is everywhere", arguments: 0..<4)
    func complement(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var held = 0
        for _ in 0..<700 {
            var rule = RandomRules.rule(&generator)
            let context = RandomRules.context(&generator)
            rule.negate = false
            let plain = (Self.isOn(rule, context), Self.isIn(rule, context))
            rule.negate = true
            let negated = (Self.isOn(rule, context), Self.isIn(rule, context))
            let isPresent = !(context[rule.attribute] ?? .null).isNull
            #expect(plain.0 == plain.1 && negated.1 == !plain.1)
            #expect(negated.0 == (!plain.0 && (isPresent || rule.operator == .exists)), "\(rule.json.text) \(context.text)")
            held += plain.0 ? 1 : 0
        }
        #expect(held > 50 && held < 500)
    }

    @Test("A rule that ignores case answers alike for all spellings", arguments: 0..<2)
    func spellings(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<700 {
            var rule = RandomRules.rule(&generator)
            guard [.equals, .in, .contains, .startsWith, .endsWith].contains(rule.operator) else { continue }
            rule.ignoreCase = true
            let context = RandomRules.context(&generator)
            guard let text = context[rule.attribute]?.string else { continue }
            let answers = [text, text.lowercased(), text.uppercased()].map { spelling in
                Self.isOn(rule, .object([(rule.attribute, JSON(spelling))]))
            }
            #expect(Set(answers).count == 1, "\(rule.json.text) \(text)")
        }
    }

    @Test("The order of an object's members does not matter", arguments: 0..<2)
    func order(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let rules = RandomRules.rules(&generator)
            let context = RandomRules.context(&generator)
            let turned = JSON(.object((context.members ?? []).reversed()))
            let flag = Flag.on { $0.targeting = rules }
            let answers = [context, turned].map { Snapshot.evaluate(flag, Context($0.members ?? [])).details }
            #expect(answers[0] == answers[1])
        }
    }

    @Test("Raising a percentage only adds users, whatever the rules")
    func raising() {
        let rule = Rule(attribute: "userId", operator: .regex, value: "[02468]$")
        let snapshots = [0, 0.5, 5, 20, 50, 80, 99.9, 100].map { percentage in
            Snapshot(flags: [.on { ($0.rolloutPercentage, $0.targeting) = (percentage, [rule]) }])
        }
        for user in 0..<300 {
            let answers = snapshots.map { $0.isOn("f", userId: "user-\(user)") }
            let first = answers.firstIndex(of: true) ?? answers.count
            #expect(answers[first...].allSatisfy { $0 })
            #expect(answers.last == user.isMultiple(of: 2))
        }
    }
}
