import Rollouts
import Testing
import Wire

/// A rollout in virtual time: judge, orders and edits are applied as a controller would, without any input or output.
struct RolloutDriver {
    /// A committed transition.
    struct Happening: Equatable {
        var at: Moment
        var transition: Transition
        var before: RolloutState
    }

    /// The first instant: 2026-12-26T09:00:00Z.
    static let dawn = Moment(milliseconds: 1_798_275_600_000)

    private(set) var plan: Plan
    private(set) var planText: String
    var state: RolloutState
    private(set) var happenings: [Happening] = []
    private(set) var refusals: [String] = []
    /// The verdicts of the last judgement.
    private(set) var verdicts: [Verdict] = []
    /// The judgement's waits, where it stayed.
    private(set) var waits: [Wait] = []
    /// Every decision's grounds are written, read and replayed where this is set.
    var replays = false
    var now: Moment
    var windowIsOpen = true
    var unfinished: [String] = []
    var standing: Circumstances.FlagStanding?

    init(_ planText: String, at now: Moment = dawn) throws {
        plan = try Self.read(planText)
        self.planText = planText
        self.now = now
        state = RolloutState(plan: plan, digest: Self.digest(planText), now: now)
    }

    static func read(_ text: String) throws -> Plan {
        let outcome = PlanReader.read(Array(text.utf8))
        return try #require(outcome.plan, "\(outcome.diagnostics)")
    }

    static func digest(_ text: String) -> String { PlanDigest.of(Array(text.utf8)) }

    var circumstances: Circumstances {
        Circumstances(now: now, windowIsOpen: windowIsOpen, unfinished: unfinished, standing: standing)
    }

    /// Judges `readings`, and again what was committed, until it stays.
    mutating func judge(_ readings: [Reading] = []) {
        var readings = readings
        for _ in 0..<10 {
            let judgement = Judge.judge(plan: plan, state: state, readings: readings, circumstances: circumstances)
            if replays { replay(readings, judgement) }
            verdicts = judgement.verdicts
            switch judgement.decision {
            case .stay(let waits):
                self.waits = waits
                state = judgement.state
                return
            case .move(let transition): commit(transition)
            }
            readings = []
        }
        Issue.record("ten transitions at one instant: \(happenings.suffix(10).map(\.transition.kind))")
    }

    private func replay(_ readings: [Reading], _ judgement: Judgement) {
        let grounds = Grounds(planText: planText, state: state, readings: readings, circumstances: circumstances)
        let again = (try? JSON.parse(grounds.json.text)).flatMap(Grounds.init(json:))?.replay()
        // Compared here, since a failed expectation would print both in full.
        if again != judgement { Issue.record("not replayed: \(state.json.text)\n\(readings)") }
        let stored = (try? JSON.parse(state.json.text)).flatMap { try? RolloutState(json: $0) }
        if stored != state { Issue.record("not read back: \(state.json.text)") }
    }

    /// Takes an order; a refusal is kept.
    mutating func order(_ order: Order, force: Bool = false) {
        let ticket = OrderTicket(order, actor: "ann", reason: "ann said so", force: force)
        do throws(OrderRefusal) {
            commit(try OrderDesk(plan: plan, state: state, now: now).take(ticket))
        } catch {
            refusals.append("\(order.rawValue): \(error)")
        }
    }

    /// Puts another text into the plan's file.
    mutating func edit(_ text: String) throws {
        let edited = try Self.read(text)
        let outcome = PlanAdoption.edit(
            edited,
            digest: Self.digest(text),
            state: state,
            accepted: plan,
            now: now
        )
        switch outcome {
        case .unchanged: break
        case .refused(let why): refusals.append("edit: \(why)")
        case .change(let transition):
            plan = edited
            planText = text
            commit(transition)
        }
    }

    /// Takes the plan's file away.
    mutating func lose() { if let transition = PlanAdoption.lose(state) { commit(transition) } }

    /// Puts the plan's file back.
    mutating func find() { if let transition = PlanAdoption.find(state) { commit(transition) } }

    private mutating func commit(_ transition: Transition) {
        happenings.append(Happening(at: now, transition: transition, before: state))
        if replays {
            let event = RolloutEvent(transition, before: state, verdicts: verdicts, plan: plan, at: now, grounds: nil)
            if RolloutEvent(json: event.json) != event { Issue.record("not read back: \(event.json.text)") }
        }
        state = transition.state
        state.version += 1
    }

    /// A reading of a guard for the entry under way.
    func reading(_ guardName: String, _ outcome: Reading.Outcome) -> Reading {
        Reading(guardName: guardName, entry: state.entry, asked: now, outcome: outcome)
    }

    /// One line an event: time since the dawn, kind, phase, share, reason.
    var trace: String {
        happenings.map { happening in
            let after = happening.transition.state
            let hold = after.hold.map { "(\($0.rawValue))" } ?? ""
            return "\((happening.at - Self.dawn).planText) \(happening.transition.kind.rawValue): "
                + "\(after.phase.rawValue)\(hold) \(after.percentage): \(after.reason)"
        }.joined(separator: "\n")
    }
}
