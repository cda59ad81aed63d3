import Control
import Rollouts
import Synchronization

/// The clock of one life of a process, made as ``SystemTimepiece`` is: the wall's time at the start, carried on by the
/// monotonic one.
final class ProcessClock: Timepiece {
    private let agenda: Agenda
    private let host: HostClock
    private let life: Life
    private let sleeper: Sleeper
    private let origin: Mutex<Moment>
    private let start: Moment

    init(agenda: Agenda, host: HostClock, life: Life, sleeper: Sleeper) {
        self.agenda = agenda
        self.host = host
        self.life = life
        self.sleeper = sleeper
        origin = Mutex(host.wall)
        start = agenda.now
    }

    var now: Moment { origin.withLock { $0 } + (agenda.now - start) }

    var drift: Duration { host.wall - now }

    func raise(to least: Moment) {
        let elapsed = agenda.now - start
        origin.withLock { $0 = max($0, least - elapsed) }
    }

    func sleep(for duration: Duration) async throws { try await sleeper.sleep(for: duration, in: life) }
}

/// Puts simulated tasks to sleep.
///
/// A busy machine wakes nobody early and most a little late: short sleeps last at least about a `grain`, which also makes an
/// hour of the loops' naps cheap to simulate.
struct Sleeper: Sendable {
    let agenda: Agenda
    let grain: Duration
    let chance: Dice

    func sleep(for duration: Duration, in life: Life) async throws {
        guard life.isAlive else { throw CancellationError() }
        let waiting = Waiting<Bool>()
        let number = agenda.after(lasting(duration)) { waiting.settle(true) }
        guard await waiting.value(cancelled: false), life.isAlive else {
            agenda.cancel(number)
            throw CancellationError()
        }
    }

    private func lasting(_ duration: Duration) -> Duration {
        guard duration < grain else { return max(.milliseconds(1), duration) }
        return max(duration, grain * chance.with { $0.number(50...100) } / 100)
    }
}

/// A generator that several hands share.
final class Dice: Sendable {
    private let chance: Mutex<Chance>

    init(_ chance: Chance) { self.chance = Mutex(chance) }

    /// Draws from it.
    func with<Value: Sendable>(_ draw: (inout Chance) -> Value) -> Value { chance.withLock { draw(&$0) } }
}
