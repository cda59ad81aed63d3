package import Rollouts
import Synchronization

/// Counts the evaluations of one flag; no lock, so that it may stand on the hottest path.
package final class UsageCounter: Sendable {
    /// What was counted since the last taking.
    struct Count: Sendable, Equatable {
        var on: Int
        var off: Int
        var last: Int
    }

    private let on = Atomic(0)
    private let off = Atomic(0)
    private let last = Atomic(0)

    init() {}

    /// Counts one evaluation at `now`.
    package func count(on isOn: Bool, at now: Moment) {
        last.store(now.milliseconds, ordering: .relaxed)
        if isOn { on.wrappingAdd(1, ordering: .relaxed) } else { off.wrappingAdd(1, ordering: .relaxed) }
    }

    /// Takes what was counted, and begins anew.
    func take() -> Count? {
        let count = Count(
            on: on.exchange(0, ordering: .relaxed),
            off: off.exchange(0, ordering: .relaxed),
            last: last.load(ordering: .relaxed)
        )
        return count.on == 0 && count.off == 0 ? nil : count
    }

    /// Gives back what could not be written.
    func giveBack(_ count: Count) {
        on.wrappingAdd(count.on, ordering: .relaxed)
        off.wrappingAdd(count.off, ordering: .relaxed)
    }
}

/// Counts evaluations by flag until they are written.
package final class UsageTally: Sendable {
    /// The most flags that are counted; others are let pass.
    private static let mostFlags = 100_000

    private let counters = Mutex<[String: UsageCounter]>([:])

    /// A tally with nothing counted.
    package init() {}

    /// The counter of the flag called `key`, to be kept by whoever evaluates it often. Ask only for flags that exist.
    package func counter(_ key: String) -> UsageCounter {
        counters.withLock { counters in
            if let known = counters[key] { return known }
            let new = UsageCounter()
            if counters.count < Self.mostFlags { counters[key] = new }
            return new
        }
    }

    /// Counts one evaluation of the flag called `key`.
    package func record(_ key: String, on isOn: Bool, at now: Moment) {
        counter(key).count(on: isOn, at: now)
    }

    /// Takes what was counted of each flag, in the order of the keys.
    func take() -> [(key: String, count: UsageCounter.Count)] {
        let all = counters.withLock { $0 }
        return all.compactMap { key, counter in counter.take().map { (key: key, count: $0) } }.sorted { $0.key < $1.key }
    }
}
