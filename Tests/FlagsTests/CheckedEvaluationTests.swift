import Flags
import Testing
import Wire

@Suite("Server-side checks")
struct CheckedEvaluationTests {
    private let on = Snapshot.evaluate(.on(), .user())

    @Test("A flag that is off anyway asks nothing")
    func off() {
        let off = Snapshot.evaluate(Flag(key: "f"), .user())
        let checked = CheckedEvaluation(off, checks: ["quota"])
        #expect(checked.needed.isEmpty)
        #expect(checked.settled([:]).reason == .disabled)
        #expect(CheckedEvaluation(Snapshot(flags: []).evaluate("f", .user()), checks: ["quota"]).needed.isEmpty)
    }

    @Test("Every check is asked once, and all must allow")
    func allowed() {
        let checked = CheckedEvaluation(on, checks: ["quota", "subscription", "quota"])
        #expect(checked.needed == ["quota", "subscription"])
        let settled = checked.settled(["quota": .allowed, "subscription": .allowed])
        #expect(settled.isOn && settled.reason == .static && settled.arm == .treatment)
        #expect(CheckedEvaluation(on, checks: []).settled([:]).isOn)
    }

    @Test("One that denies, or does not answer, turns the flag off and is named")
    func denied() {
        let checked = CheckedEvaluation(on, checks: ["quota", "subscription"])
        let answers: [([String: CheckedEvaluation.Answer], String, String)] = [
            (["quota": .allowed, "subscription": .denied("it is over")], "subscription", "it is over"),
            (["quota": .denied("used up"), "subscription": .denied("it is over")], "quota", "used up"),
            (["quota": .allowed], "subscription", "not answered"),
            ([:], "quota", "not answered"),
        ]
        for (given, check, why) in answers {
            let settled = checked.settled(given)
            #expect(!settled.isOn && settled.value == false && settled.variant == "off" && settled.arm == nil)
            #expect(settled.cause == .check(check) && settled.reason == .default && settled.errorCode == nil)
            #expect(settled.details.contains(check) && settled.details.contains(why))
        }
    }
}
