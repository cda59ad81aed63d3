import Control
import Readings
import Rollouts
import Synchronization

/// The metric sources as one life of a controller asks them.
final class SimulatedDesk: ReadingDesk {
    private let world: MetricWorld
    private let life: Life
    private let agenda: Agenda
    private let dice: Dice
    private let chronicle: Chronicle
    private let open = Mutex<[Int: Waiting<Bool>]?>([:])
    private let tickets = Mutex(0)

    init(world: MetricWorld, life: Life, agenda: Agenda, dice: Dice, chronicle: Chronicle) {
        self.world = world
        self.life = life
        self.agenda = agenda
        self.dice = dice
        self.chronicle = chronicle
    }

    func leastInterval(of source: String?) -> Duration? { source == "eager" ? .seconds(5) : nil }

    func close() async {
        let waiting = open.withLock { open in
            defer { open = nil }
            return open ?? [:]
        }
        for (_, one) in waiting.sorted(by: { $0.key < $1.key }) { one.settle(false) }
    }

    func read(_ question: MetricQuestion) async -> Reading.Outcome {
        let asked = agenda.now
        let outcome = await answered(question)
        if life.isAlive {
            chronicle.note(
                .given(GivenReading(process: life.process, question: question, asked: asked, outcome: outcome))
            )
        }
        return outcome
    }

    private func answered(_ question: MetricQuestion) async -> Reading.Outcome {
        let trouble = world.trouble(question.flag)
        // A source is given up after eight seconds at most, unless it is a slow one that is waited for.
        let delay: Duration =
            switch trouble {
            case .hangs: .seconds(8)
            case .late: dice.with { $0.span(.seconds(10) ... .seconds(40)) }
            case .unreachable, .noData, .malformed, .notANumber, .stale, .restarted, .impossible, nil:
                dice.with { $0.span(.milliseconds(2) ... .milliseconds(60)) }
            }
        guard life.isAlive, await wait(delay) else { return .unreachable("the question was cut off") }
        switch trouble {
        case .unreachable: return .unreachable("connection refused")
        case .hangs: return .unreachable("no answer within 8 s")
        case .noData: return .noData("an empty vector")
        case .malformed: return .malformed("html where JSON was promised")
        case .notANumber: return question.metric.isValue ? .value(.nan) : .noData("NaN")
        case .impossible:
            return question.metric.isValue
                ? .value(.infinity) : .counts(treatment: ArmCounts(exposures: -5, errors: 7), control: nil)
        case .stale: return world.lastAnswer(question) ?? .noData("nothing yet")
        case .late, .restarted, nil: return world.answer(question, at: agenda.now)
        }
    }

    /// Waits so long; `false` where it was cut off by ``close()`` or a cancellation.
    private func wait(_ delay: Duration) async -> Bool {
        let waiting = Waiting<Bool>()
        let ticket = tickets.withLock { tickets in
            tickets += 1
            return tickets
        }
        let isOpen = open.withLock { open in
            open?[ticket] = waiting
            return open != nil
        }
        guard isOpen else { return false }
        let number = agenda.after(delay) { waiting.settle(true) }
        let isAnswered = await waiting.value(cancelled: false)
        agenda.cancel(number)
        open.withLock { $0?[ticket] = nil }
        return isAnswered
    }
}
