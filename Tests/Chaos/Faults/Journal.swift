import Synchronization

/// Every fault that was injected, and violations that were seen when they happened.
final class Journal: Sendable {
    /// A fault from its begin to its end.
    struct Fault: Sendable {
        var kind: String
        var what: String
        var from: Int
        var to: Int
    }

    private struct State {
        var faults: [Fault] = []
        var complaints: [String] = []
    }

    private let state = Mutex(State())
    let began = WallClock.now

    var faults: [Fault] { state.withLock(\.faults) }

    /// What was wrong at the very moment.
    var complaints: [String] { state.withLock(\.complaints) }

    func complain(_ what: String) { state.withLock { $0.complaints.append(what) } }

    /// A fault for as long as `body` lasts.
    func fault(_ kind: String, _ what: String = "", _ body: () async throws -> Void) async rethrows {
        let from = WallClock.now
        let place = state.withLock { state in
            state.faults.append(Fault(kind: kind, what: what, from: from, to: .max))
            return state.faults.count - 1
        }
        defer { state.withLock { $0.faults[place].to = WallClock.now } }
        try await body()
    }

    /// Whether a fault lasted, or had ended within `time` milliseconds, at some moment from `start` to `end`.
    ///
    /// - Parameter subjects: words of which one is in the fault's kind.
    func hadFault(of subjects: [String], from start: Int, to end: Int, after time: Int) -> Bool {
        faults.contains { fault in
            fault.from <= end && (fault.to == .max ? .max : fault.to + time) >= start
                && subjects.contains { fault.kind.contains($0) }
        }
    }
}
