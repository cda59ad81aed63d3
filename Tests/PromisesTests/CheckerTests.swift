import Alerts
import Readings
import Rollouts
import Testing

@testable import Promises

/// Every promise is kept by a good history and broken by bad ones, all made by hand.
@Suite("Promises as code")
struct CheckerTests {
    private typealias History = [(Int, Happening?)]

    private static let scheduled = Tale.sight(.scheduled, 0, entries: 0, version: 1)
    private static let first = Tale.sight(.progressing, 10, version: 2)
    private static let second = Tale.sight(.progressing, 50, stage: 1, entries: 2, version: 3)
    private static let back = Tale.sight(.rolledBack, 0, version: 3)

    private static func wrote(_ leader: String?, isReminder: Bool = false) -> Happening {
        .wrote(Writing(process: 0, holder: "node0:1", leader: leader, key: "rollouts:f0", isReminder: isReminder))
    }

    private static let forgot = Happening.forgot(log: [], sights: ["f0": Sight()])

    private static func started(_ more: History) -> History {
        [(0, .began(process: 0, life: 1)), (1, Tale.logged(.start, scheduled, first, second: 1))] + more
    }

    @Test("One writer")
    func oneWriter() {
        #expect(Tale.violation(of: OneWriter(), [(1, Self.wrote("3 node0:1"))]) == nil)
        #expect(Tale.violation(of: OneWriter(), [(1, Self.wrote("4 node1:1"))])?.promise == 5)
        #expect(Tale.violation(of: OneWriter(), [(1, Self.wrote(nil))])?.promise == 5)
        #expect(Tale.violation(of: OneWriter(), [(1, Self.wrote(nil, isReminder: true))])?.promise == 5)
        #expect(Tale.violation(of: OneWriter(), [(1, Self.forgot), (2, Self.wrote(nil, isReminder: true))]) == nil)
    }

    @Test("Evaluators are told what is")
    func evaluators() throws {
        let held = try #require(FlagMessage.Content(Self.first))
        let other = try #require(FlagMessage.Content(Self.second))
        func told(_ content: FlagMessage.Content?) -> History {
            [(1, .published(FlagMessage(flag: "f0", told: content, held: held)))]
        }
        #expect(Tale.violation(of: EvaluatorsAreTold(), told(held)) == nil)
        #expect(Tale.violation(of: EvaluatorsAreTold(), told(other))?.promise == 2)
        #expect(Tale.violation(of: EvaluatorsAreTold(), told(nil))?.promise == 3)
    }

    @Test("Once, and in order")
    func once() {
        func violation(_ more: History) -> Int? { Tale.violation(of: OnceInOrder(), Self.started(more))?.promise }
        let advance = Tale.logged(.advance, Self.first, Self.second, second: 70)
        #expect(violation([(70, advance)]) == nil)
        #expect(violation([(70, Tale.logged(.advance, Self.first, Self.second, second: 70, id: "5-0"))]) == 3)
        #expect(
            violation([
                (70, Tale.logged(.advance, Self.first, Tale.sight(.progressing, 50, stage: 1, entries: 2, version: 2), second: 70))
            ]) == 3
        )
        #expect(
            violation([
                (70, Tale.logged(.advance, Self.first, Tale.sight(.progressing, 50, stage: 0, entries: 2, version: 3), second: 70))
            ]) == 3
        )
        #expect(
            violation([
                (70, Tale.logged(.advance, Self.first, Tale.sight(.progressing, 50, stage: 2, entries: 2, version: 3), second: 70))
            ]) == 3
        )
        #expect(
            violation([
                (70, Tale.logged(.advance, Self.first, Tale.sight(.progressing, 50, stage: 1, entries: 1, version: 3), second: 70))
            ]) == 3
        )
    }

    @Test("Clear before it rises")
    func rise() {
        func violation(_ more: History) -> Violation? {
            Tale.violation(of: ClearBeforeRise(leaseTTL: .seconds(5)), Self.started(more))
        }
        func advance(_ second: Int) -> (Int, Happening?) {
            (second, Tale.logged(.advance, Self.first, Self.second, second: second))
        }
        #expect(violation([(60, Tale.given(.value(100), second: 60)), advance(62)]) == nil)
        #expect(violation([(30, Tale.given(.value(100), second: 30)), advance(32)])?.what.contains("of 1m") == true)
        #expect(violation([(5, Tale.given(.value(100), second: 5)), advance(62)])?.what.contains("unread") == true)
        #expect(violation([advance(62)])?.promise == 1)
        #expect(violation([(60, Tale.given(.value(1000), second: 60)), advance(62)])?.what.contains("was at 1000") == true)
        #expect(violation([(60, Tale.given(.value(.nan), second: 60)), advance(62)])?.promise == 1)
        #expect(violation([(60, Tale.given(.value(100), second: 60, entry: "1.0")), advance(62)])?.promise == 1)
        let restart = Tale.logged(.restart, Self.first, Self.second, second: 62)
        #expect(violation([(62, restart)])?.promise == 1)
        // What another process, or another life of this one, has read is not enough.
        let heard: (Int, Happening?) = (60, Tale.given(.value(100), second: 60))
        #expect(violation([heard, (61, .began(process: 0, life: 2)), advance(62)])?.what.contains("unread") == true)
    }

    @Test("A pause counts, and one that Redis lost does not")
    func pauses() throws {
        let paused = Tale.sight(.paused, 10, version: 3)
        let pause = (20, Optional(Tale.logged(.pause, Self.first, paused, second: 20, actor: "ann")))
        let reading = (69, Tale.given(.value(100), second: 69))
        func violation(_ more: History) -> Violation? {
            Tale.violation(of: ClearBeforeRise(leaseTTL: .seconds(5)), Self.started([pause] + more))
        }
        let resumed = (50, Optional(Tale.logged(.resume, paused, Self.first, second: 50, actor: "ann")))
        let advance = (70, Optional(Tale.logged(.advance, Self.first, Self.second, second: 70)))
        #expect(violation([resumed, reading, advance])?.what.contains("after 39s of 1m") == true)
        // Written again by a process that had not seen the pause.
        let started = "\(Tale.at(1).milliseconds)-0"
        let again = (50, Optional(Tale.logged(.recall, Sight(), Self.first, second: 50)))
        #expect(violation([(40, .forgot(log: [], sights: ["f0": Sight()])), again, reading, advance]) == nil)
        // Back to before the pause.
        #expect(violation([(40, .forgot(log: [started], sights: ["f0": Self.first])), reading, advance]) == nil)
    }

    @Test("What was read before Redis lost an entry that it had gone back to counts when that is written again")
    func readAndLost() {
        let lost: (Int, Happening?) = (66, Self.forgot)
        let history = Self.started([
            (50, .forgot(log: ["1-0"], sights: ["f0": Self.first])), (65, Tale.given(.value(100), second: 65)), lost,
            (67, Tale.logged(.recall, Sight(), Self.first, second: 67)),
            (70, Tale.logged(.advance, Self.first, Self.second, second: 70)),
        ])
        #expect(Tale.violation(of: ClearBeforeRise(leaseTTL: .seconds(5)), history) == nil)
    }

    @Test("Nothing falls by itself, and silence is no harm")
    func falls() {
        var scenario = Scenario(seed: 0)
        func violation(_ happening: Happening) -> Int? {
            Tale.violation(of: NothingFallsByItself(scenario), Self.started([(20, happening)]))?.promise
        }
        let byGuard = Tale.logged(.rollback, Self.first, Self.back, second: 20, guardName: "latency")
        scenario.natures = [Self.nature(harmfulFrom: .seconds(10))]
        #expect(violation(byGuard) == nil)
        #expect(violation(Tale.logged(.rollback, Self.first, Self.back, second: 20)) == 1)
        #expect(violation(Tale.logged(.rollback, Self.first, Self.back, second: 20, guardName: "other")) == 1)
        #expect(violation(Tale.logged(.rollback, Self.first, Self.back, second: 20, actor: "ann")) == nil)
        #expect(violation(Tale.logged(.hold, Self.first, Tale.sight(.holding, 5, version: 3), second: 20)) == 1)
        scenario.natures = [Self.nature(harmfulFrom: nil)]
        #expect(violation(byGuard) == 7)
    }

    private static func nature(harmfulFrom: Duration?) -> FlagNature {
        FlagNature(flag: "f0", perHour: 1, controlRate: 0, healthyRate: 0, harmfulRate: 1, harmfulFrom: harmfulFrom)
    }

    @Test("What protects stands")
    func protection() {
        func violation(_ more: History) -> Int? { Tale.violation(of: ProtectionStands(), Self.started(more))?.promise }
        let fall = Tale.logged(.rollback, Self.first, Self.back, second: 20, guardName: "latency")
        let risen = Tale.sight(.progressing, 10, entries: 2, version: 4)
        #expect(violation([(20, fall), (30, Tale.logged(.restart, Self.back, risen, second: 30, actor: "ann"))]) == nil)
        #expect(violation([(20, fall), (30, Tale.logged(.recover, Self.back, risen, second: 30))]) == 2)
        #expect(
            violation([(20, Tale.logged(.rollback, Self.first, Tale.sight(.rolledBack, 0, version: 3, share: 10), second: 20))])
                == 2
        )
        #expect(
            violation([(20, Tale.logged(.kill, Self.first, Tale.sight(.killed, 10, version: 3), second: 20, actor: "ann"))]) == 2
        )
        let lost = Happening.forgot(log: [], sights: ["f0": Self.first])
        let closed = Happening.closed(sights: [("f0", Self.first)])
        #expect(violation([(20, fall), (30, lost), (90, closed)]) == 2)
        let again = Tale.logged(.rollback, Self.first, Self.back, second: 40, guardName: "latency")
        #expect(violation([(20, fall), (30, lost), (40, again)]) == 2)
        #expect(violation([(20, fall), (30, lost), (40, Tale.logged(.recall, Self.first, Self.back, second: 40))]) == nil)
        // Who had seen it has ended: nobody knows any more.
        #expect(violation([(20, fall), (30, .ended(process: 0, life: 1)), (31, lost), (90, closed)]) == nil)
    }

    @Test("Alerts arrive, once and in order")
    func alerts() {
        let channels = ChannelSite.channels.filter { $0.name == "archive" }
        let (one, two) = (Tale.at(1), Tale.at(70))
        func taken(_ at: Moment, second: Int) -> (Int, Happening?) {
            let alert = DeliveredAlert(channel: "archive", id: "\(at.milliseconds)-0", process: 0, isAnswered: true)
            return (second, .delivered(alert))
        }
        func violation(_ more: History) -> String? {
            let advance = (70, Optional(Tale.logged(.advance, Self.first, Self.second, second: 70)))
            return Tale.violation(of: AlertsArrive(channels: channels), Self.started([advance] + more))?.what
        }
        let end = (900, Optional(Happening.closed(sights: [])))
        #expect(violation([taken(one, second: 71), taken(two, second: 72), end]) == nil)
        #expect(violation([taken(one, second: 71), end])?.contains("never got 1") == true)
        #expect(violation([taken(two, second: 71)])?.contains("before") == true)
        #expect(violation([taken(one, second: 71), taken(one, second: 75)])?.contains("twice") == true)
        #expect(violation([taken(Tale.at(3), second: 71)])?.contains("never logged") == true)
    }

    @Test("Others are not touched")
    func isolation() {
        var scenario = Scenario(seed: 0)
        scenario.isLocal = true
        let draft = PlanDraft(
            flag: "f0",
            steps: [.init(percentage: 10, seconds: 60, minSamples: 1, approval: false)],
            guards: [],
            more: ""
        )
        scenario.plans = [PlanDraft(flag: "x", steps: draft.steps, guards: [], more: ""), draft]
        scenario.natures = [Self.nature(harmfulFrom: nil), Self.nature(harmfulFrom: nil)]
        scenario.natures[1].perHour = 100_000
        let completed = Tale.sight(.completed, 10, version: 3)
        let done = Tale.logged(.complete, Self.first, completed, second: 70)
        #expect(Tale.violation(of: Isolation(scenario), Self.started([(70, done), (9000, .healed)])) == nil)
        #expect(Tale.violation(of: Isolation(scenario), Self.started([(9000, .healed)]))?.promise == 6)
        let gone = Tale.logged(.orphan, Self.first, Tale.sight(.progressing, 10, version: 3), second: 20)
        #expect(Tale.violation(of: Isolation(scenario), Self.started([(20, gone)]))?.promise == 6)
    }

    @Test("Bad input changes nothing, and secrets stay")
    func input() {
        var scenario = Scenario(seed: 0)
        scenario.plans = []
        #expect(Tale.violation(of: BadInputChangesNothing(scenario), Self.started([]))?.promise == 8)
        let said = Happening.said(process: 0, line: "warning: \(SimulatedVault.mark)-PAGER was refused")
        #expect(Tale.violation(of: SecretsStay(), [(1, said)])?.promise == 9)
        #expect(Tale.violation(of: SecretsStay(), [(1, .leaked("to Redis"))])?.promise == 9)
        #expect(Tale.violation(of: SecretsStay(), [(1, .said(process: 0, line: "warning: s3cr is short"))]) == nil)
    }

    @Test("Steps of clocks are told")
    func clocks() {
        let step = Happening.trouble(TimedTrouble(number: 0, at: .seconds(5), trouble: .stepClock(process: 0, by: .seconds(120))))
        let told = Happening.said(process: 0, line: "warning: the wall clock was stepped seconds=120")
        let began = (0, Optional(Happening.began(process: 0, life: 1)))
        let promise = ClockStepsAreTold(patience: .seconds(60))
        #expect(Tale.violation(of: promise, [began, (5, step), (20, told), (100, .healed)]) == nil)
        #expect(Tale.violation(of: promise, [began, (5, step), (100, .healed)])?.promise == 10)
    }

    @Test("What Redis lost is told")
    func losses() {
        func said(_ lost: String) -> Happening {
            .said(process: 0, line: "error: Redis came back without entry \(lost) of its log; nothing had to be written again.")
        }
        func told(_ lost: String) -> Happening {
            Tale.noted(.system(.redisForgot, text: "Redis came back without entry \(lost) of its log; so it is."), second: 20)
        }
        func violation(_ history: History) -> Int? {
            Tale.violation(of: LossesAreTold(), history + [(90, .closed(sights: []))])?.promise
        }
        #expect(violation([(10, said("7-0"))]) == 4)
        #expect(violation([(10, said("7-0")), (20, told("7-0"))]) == nil)
        #expect(violation([(10, said("7-0")), (20, told("8-0"))]) == nil)
        #expect(violation([(10, said("7-0")), (20, told("6-9"))]) == 4)
        #expect(violation([(10, said("7-0")), (20, told("7-0")), (30, Self.forgot)]) == 4)
        #expect(violation([(10, said("7-0")), (20, .ended(process: 0, life: 1))]) == nil)
    }

    @Test("What is mended is told")
    func mends() {
        func noted(_ notice: Notice, _ second: Int) -> (Int, Happening?) { (second, Tale.noted(notice, second: second)) }
        func violation(_ history: History) -> Int? {
            Tale.violation(of: MendsAreTold(), history + [(90, .closed(sights: []))])?.promise
        }
        let broken = noted(.planBroken(file: "f0.json", flag: "f0", diagnostics: []), 10)
        let mended = noted(.planMended(file: "f0.json"), 20)
        #expect(violation([broken]) == 4)
        #expect(violation([broken, mended]) == nil)
        #expect(violation([broken, mended, (30, Self.forgot)]) == nil)
        let back = "\(Tale.at(10).milliseconds)-0"
        #expect(violation([broken, mended, (30, .forgot(log: [back], sights: [:]))]) == 4)
        #expect(violation([broken, noted(.planMended(file: "f1.json"), 20)]) == 4)
        let (gone, here) = (noted(.system(.plansUnreadable, text: "gone"), 10), noted(.system(.plansBack, text: "here"), 20))
        #expect(violation([gone]) == 4)
        #expect(violation([gone, here]) == nil)
    }

    @Test("Everything comes to rest")
    func liveness() {
        func violation(_ sight: Sight) -> Int? {
            Tale.violation(of: Liveness(Scenario(seed: 0)), [(9000, .closed(sights: [("f0", sight)]))])?.promise
        }
        #expect(violation(Tale.sight(.completed, 50, stage: 1)) == nil)
        #expect(violation(Self.back) == nil)
        #expect(violation(Self.first) == 10)
        #expect(violation(Self.scheduled) == 10)
        #expect(violation(Sight()) == 10)
    }
}
