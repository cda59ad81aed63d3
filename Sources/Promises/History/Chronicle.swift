import Rollouts
import Synchronization

/// Everything that happened in a run, in order, held against the promises as it happens.
package final class Chronicle: Sendable {
    private struct State {
        var promises: [any Promise]
        var violation: Violation?
        var lines: [String] = []
        var count = 0
        var entries = 0
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    }

    private let state: Mutex<State>
    private let agenda: Agenda
    private let start: Moment
    private let traces: Bool

    init(promises: [any Promise], agenda: Agenda, traces: Bool) {
        self.agenda = agenda
        start = agenda.now
        self.traces = traces
        state = Mutex(State(promises: promises))
    }

    /// The first promise that was broken.
    package var violation: Violation? { state.withLock(\.violation) }
    /// What happened, one line each, where it is traced.
    package var lines: [String] { state.withLock(\.lines) }
    /// Two runs are the same where this is.
    package var digest: UInt64 { state.withLock(\.digest) }
    /// How many entries the log was given.
    var entries: Int { state.withLock(\.entries) }
    /// Alerts that are still to arrive.
    var owed: Int {
        state.withLock { state in state.promises.reduce(0) { $0 + (($1 as? AlertsArrive)?.owed ?? 0) } }
    }
    /// How much happened.
    package var count: Int { state.withLock(\.count) }

    /// Notes `happening`, and holds the promises against it.
    func note(_ happening: Happening) {
        let now = agenda.now
        state.withLock { state in
            state.count += 1
            if case .logged = happening { state.entries += 1 }
            let line = traces ? happening.line(after: now - start) : nil
            if let line { state.lines.append(line) }
            state.digest = Self.mixed(state.digest, now.milliseconds, line ?? "")
            guard state.violation == nil else { return }
            for index in state.promises.indices {
                guard var violation = state.promises[index].observe(happening, at: now) else { continue }
                violation.at = now
                state.violation = violation
                if traces { state.lines.append("*** \(violation)") }
                return
            }
        }
    }

    /// FNV-1a.
    private static func mixed(_ digest: UInt64, _ time: Int, _ line: String) -> UInt64 {
        var digest = (digest ^ UInt64(bitPattern: Int64(time))) &* 0x0000_0100_0000_01B3
        for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return digest
    }
}
