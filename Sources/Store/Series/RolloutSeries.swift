package import Rollouts

/// The series of one rollout as its leader carries them on: opened once under a lease, given every judged reading, and
/// written with the evidence. After a write whose outcome is unknown it is thrown away and opened again.
package struct RolloutSeries: Sendable, Equatable {
    /// The lease that it was opened under, and that fences its writes.
    package let token: String
    private(set) var tails: [String: SeriesTail]
    /// When the newest of its points was read.
    private(set) var newest: Moment

    /// Series of `guards` that have no reading yet.
    package init(token: String, guards: some Sequence<String>, now: Moment) {
        self.init(token: token, tails: Dictionary(guards.map { ($0, SeriesTail([:])) }) { one, _ in one }, now: now)
    }

    /// Series of guards, as they were opened at `now`.
    init(token: String, tails: [String: SeriesTail], now: Moment) {
        self.token = token
        self.tails = tails
        newest = now
    }

    /// Whether it can be carried on under the lease `token` with these guards.
    package func covers(_ guards: some Sequence<String>, token: String) -> Bool {
        self.token == token && guards.allSatisfy { tails[$0] != nil }
    }

    /// Adds the last reading of each of `guards`, as the judge has credited it; one that is known already changes nothing.
    package mutating func take(_ guards: [String: GuardState]) {
        for (name, known) in guards {
            guard let point = SeriesPoint(known) else { continue }
            tails[name]?.add(point)
            newest = max(newest, point.at)
        }
        fit()
    }

    /// Thins the hour that grows out, the longest series first, until a rollout's hour takes no more than it may.
    private mutating func fit() {
        let hour = tails.values.compactMap(\.hour).max()
        let growing = tails.keys.filter { tails[$0]?.hour == hour }.sorted()
        var costs = growing.map { tails[$0]?.cost ?? 0 }
        var longer = Array(growing.indices)
        while costs.reduce(0, +) > SeriesCost.most, let index = longer.max(by: { costs[$0] < costs[$1] }) {
            if tails[growing[index]]?.thin() == true {
                costs[index] = tails[growing[index]]?.cost ?? 0
            } else {
                longer.removeAll { $0 == index }
            }
        }
    }

    /// Whether there is something to write.
    package var hasUnwritten: Bool { tails.values.contains { !$0.unwritten.isEmpty } }

    /// To be called when a write of it is done.
    package mutating func written() {
        for name in tails.keys { tails[name]?.written() }
    }
}
