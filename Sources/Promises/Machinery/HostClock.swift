import Rollouts
import Synchronization

/// The wall clock of one machine: the true time, and how far it is off.
final class HostClock: Sendable {
    private let agenda: Agenda
    private let offset: Mutex<Duration>

    init(agenda: Agenda, offset: Duration = .zero) {
        self.agenda = agenda
        self.offset = Mutex(offset)
    }

    /// What it shows.
    var wall: Moment { agenda.now + offset.withLock { $0 } }

    /// How far it is ahead of the true time.
    var lead: Duration { offset.withLock { $0 } }

    /// Steps it.
    func step(by duration: Duration) { offset.withLock { $0 += duration } }
}
