import Control
import Fixture
import Rollouts
import Store
import Testing
import Wire

@Suite("A rollout as it is shown")
struct RolloutViewTests {
    private static let now = VirtualTimepiece.dawn

    private static func view(_ text: String, _ orders: [Order] = [], at now: Moment = now) throws -> RolloutView {
        var draft = try Draft(text)
        for order in orders {
            let commit = try draft.order(order)
            draft.wrote(commit, revision: "1-0")
        }
        return RolloutView(draft.stored, speed: 1, now: now)
    }

    @Test("Under way: the stage's end, each guard with its limit and verdict, what it waits for and what may be ordered")
    func underWay() throws {
        let json = try Self.view(PlanText.steps("f"), [.start]).json(nextCheck: Self.now + .seconds(9))
        #expect(json["phase"] == "progressing" && json["percentage"] == 5 && json["stageCount"] == 3)
        #expect(json["stageSince"]?.string == Self.now.rfc3339)
        #expect(json["stageEnds"]?.string == (Self.now + .seconds(3600)).rfc3339)
        #expect(json["nextCheck"]?.string == (Self.now + .seconds(9)).rfc3339)
        let condition = try #require(json["guards"]?.array?.first)
        #expect(condition["guard"] == "errors" && condition["limit"] == 0.02 && condition["standing"]?.string != nil)
        let waits = try #require(json["waitsFor"]?.array)
        #expect(waits.map { $0["kind"]?.string } == ["duration", "guard"])
        #expect(waits.first?["until"] == json["stageEnds"] && waits.last?["guard"] == "errors")
        #expect(json["orders"]?.array?.contains("pause") == true)
        #expect(json["stages"]?.array?.map { $0["percentage"] } == [5, 25, 100])
        #expect(json["plan"]?["isReadable"] == true)
    }

    @Test("The last reading is shown with names")
    func reading() throws {
        var draft = try Draft(PlanText.steps("f"))
        let start = try draft.order(.start)
        draft.wrote(start, revision: "1-0")
        let outcome = Reading.Outcome.counts(treatment: ArmCounts(exposures: 100, errors: 1), control: nil)
        let asked = Self.now + .seconds(60)
        let judgement = Judge.judge(
            plan: draft.plan,
            state: draft.state,
            readings: [Reading(guardName: "errors", entry: draft.state.entry, asked: asked, outcome: outcome)],
            circumstances: Circumstances(now: asked)
        )
        draft.state = judgement.state
        let condition = try #require(RolloutView(draft.stored, speed: 1, now: asked).json()["guards"]?.array?.first)
        #expect(condition["lastReading"]?["treatment"]?["exposures"] == 100)
        #expect(condition["lastReading"]?["treatment"]?["errors"] == 1)
        #expect(condition["lastAsked"]?.string == asked.rfc3339)
        #expect(condition["odds"]?.string != nil && condition["samples"] == 100)
    }

    @Test(
        "What each phase waits for",
        arguments: [
            ([Order.start, .pause], ["order"]), ([.start, .rollback], []), ([.start, .kill], []), ([], ["check"]),
        ]
    )
    func waits(orders: [Order], kinds: [String]) throws {
        let json = try Self.view(PlanText.steps("f"), orders).summary
        #expect(json["waitsFor"]?.array?.compactMap { $0["kind"]?.string } == kinds)
        #expect(json["guards"] == nil)
    }

    @Test("A start that is held up tells why and until when")
    func startDate() throws {
        let date = Self.now + .seconds(86_400)
        var draft = try Draft(PlanText.steps("f", more: #", "startDate": "\#(date.rfc3339)""#))
        let judgement = Judge.judge(
            plan: draft.plan,
            state: draft.state,
            readings: [],
            circumstances: Circumstances(now: Self.now)
        )
        guard case .move(let transition) = judgement.decision else {
            Issue.record("\(judgement.decision)")
            return
        }
        draft.state = transition.state
        let wait = try #require(RolloutView(draft.stored, speed: 1, now: Self.now).summary["waitsFor"]?.array?.first)
        #expect(wait["kind"] == "startDate" && wait["until"]?.string == date.rfc3339)
    }

    @Test("A plan that cannot be read leaves what the state tells")
    func unreadable() throws {
        var draft = try Draft(PlanText.steps("f"))
        let start = try draft.order(.start)
        draft.wrote(start, revision: "1-0")
        var stored = draft.stored
        stored.planText = "{"
        let json = RolloutView(stored, speed: 1, now: Self.now).json()
        #expect(json["phase"] == "progressing" && json["plan"]?["isReadable"] == false && json["stages"] == nil)
        #expect(json["orders"]?.array == [])
    }

    @Test("A list is ordered by flags, and names who leads and what cannot be read")
    func list() throws {
        let stored = try ["b", "a"].map { try Draft(PlanText.steps($0)).stored }
        let views = RolloutView.all(stored, speed: 1, now: Self.now)
        let fault = StoreFault(.corrupt, "garbage")
        let json = RolloutList(views.map(\.summary), leader: "7 host:12", faults: ["c": fault]).json
        #expect(json["rollouts"]?.array?.map { $0["flag"] } == ["a", "b"])
        #expect(json["leader"] == ["holder": "host:12", "epoch": "7"])
        #expect(json["faults"] == [["flag": "c", "message": "garbage"]])
        #expect(RolloutList([], leader: nil).json == ["rollouts": []])
    }
}
