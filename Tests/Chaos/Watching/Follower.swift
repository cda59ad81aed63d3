import Synchronization

/// Follows the log of one server, past the network's faults: every entry it ever had, and every branch it was led away from.
final class Follower: Sendable {
    /// What a server was at a time.
    struct Standing: Sendable {
        var at: Int
        /// `master`, `slave`, or empty while it does not answer.
        var role: String
    }

    /// The lease of a primary as it stood from one look to another.
    struct Lease: Sendable {
        var token: String
        var from: Int
        var to: Int

        /// The process that holds it, by the end of its name.
        var process: String { token.split(separator: ":").last.map(String.init) ?? "" }

        var epoch: Int { token.split(separator: " ").first.flatMap { Int($0) } ?? 0 }
    }

    /// A history that the server has no more, for a failover gave it another one.
    struct Branch: Sendable {
        var records: [Record]
        /// When it was noticed; the server may have lost it before.
        var cutAt: Int
    }

    private struct State {
        var records: [Record] = []
        var lost: [Branch] = []
        var firstSeen: [String: Int] = [:]
        var standings: [Standing] = []
        var leases: [Lease] = []
        /// Whether the last look showed the lease.
        var isLeaseKnown = false
    }

    /// Milliseconds between two looks that show the same token, after which another may have had the lease meanwhile.
    private static let longestGap = 100

    let node: RedisNode
    private let state = Mutex(State())
    private let isStopped = Atomic(false)

    /// Begins to follow at once.
    init(_ node: RedisNode) {
        self.node = node
        Background.start { self.run() }
    }

    /// The history that it has.
    var records: [Record] { state.withLock(\.records) }

    /// The histories that it had.
    var lost: [Branch] { state.withLock(\.lost) }

    /// When an entry was first seen here, by its key.
    var firstSeen: [String: Int] { state.withLock(\.firstSeen) }

    var standings: [Standing] { state.withLock(\.standings) }

    var leases: [Lease] { state.withLock(\.leases) }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private func run() {
        while !isStopped.load(ordering: .relaxed) {
            look()
            Poll.pause(25)
        }
    }

    private func look() {
        let role = node.role.first?.text ?? ""
        let before = WallClock.now
        state.withLock { state in
            if state.standings.last?.role != role { state.standings.append(Standing(at: before, role: role)) }
        }
        if role == "master", let value = node.send("GET", "rollouts:leader") {
            note(value.text ?? "", before, WallClock.now)
        } else {
            state.withLock { $0.isLeaseKnown = false }
        }
        guard !role.isEmpty else { return }
        while readMore() {}
    }

    private func note(_ token: String, _ before: Int, _ after: Int) {
        state.withLock { state in
            defer { state.isLeaseKnown = true }
            guard state.isLeaseKnown, let last = state.leases.last, last.token == token, before - last.to < Self.longestGap else {
                return state.leases.append(Lease(token: token, from: after, to: before))
            }
            state.leases[state.leases.count - 1].to = before
        }
    }

    /// Reads what is new; true where more may be there.
    private func readMore() -> Bool {
        let last = state.withLock(\.records).last
        let page = 50
        guard case .list(let values) = node.send("XRANGE", "flags:log", last?.id ?? "-", "+", "COUNT", String(page)) else {
            return false
        }
        var records = values.compactMap(Record.init)
        if let last {
            guard records.first?.key == last.key else {
                state.withLock { state in
                    state.lost.append(Branch(records: state.records, cutAt: WallClock.now))
                    state.records = []
                }
                return true
            }
            records.removeFirst()
        }
        let now = WallClock.now
        state.withLock { state in
            state.records += records
            for record in records where state.firstSeen[record.key] == nil { state.firstSeen[record.key] = now }
        }
        return values.count == page
    }
}
