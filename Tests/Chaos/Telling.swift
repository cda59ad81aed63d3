import Synchronization

/// A line every few seconds that says how it goes.
final class Telling: Sendable {
    private let estate: Estate
    private let watch: Watch
    private let journal: Journal
    private let isOver = Atomic(false)

    init(estate: Estate, watch: Watch, journal: Journal) {
        self.estate = estate
        self.watch = watch
        self.journal = journal
    }

    /// Begins to tell on a thread of its own.
    func begin() {
        Background.start {
            while !self.isOver.load(ordering: .relaxed) {
                Poll.pause(5000)
                if !self.isOver.load(ordering: .relaxed) { self.say("") }
            }
        }
    }

    func end() { isOver.store(true, ordering: .relaxed) }

    /// Says one line, with `more` at its end.
    func say(_ more: String) {
        let time = (WallClock.now - journal.began) / 1000
        let standings = watch.standings
        var phases: [String: Int] = [:]
        for standing in standings?.values ?? [:].values { phases[standing.phase, default: 0] += 1 }
        let counts = phases.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let minute = "\(time / 60):\(time % 60 < 10 ? "0" : "")\(time % 60)"
        Console.say(
            "\(minute)  faults \(journal.faults.count), log \(watch.followers.map(\.records.count).max() ?? 0), "
                + "alerts \(estate.webhooks.messages.count), questions \(estate.outcomes.questions): "
                + (standings == nil ? "no primary answers" : counts) + (more.isEmpty ? "" : "; \(more)")
        )
    }
}
