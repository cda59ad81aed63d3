import Synchronization

/// Looks at every flag of one server again and again, as an evaluator without a subscription does.
final class Poller: Sendable {
    private let node: RedisNode
    private let sights = Mutex<[Sight]>([])
    private let looks = Atomic(0)
    private let isStopped = Atomic(false)

    private static let script = """
        local out = {}
        for _, flag in ipairs(redis.call('SMEMBERS', 'flags:index')) do
          local f = redis.call('HMGET', 'flags:' .. flag, 'enabled', 'rolloutPercentage', 'version', 'revision')
          out[#out + 1] = {flag, f[1] or '', f[2] or '', f[3] or '', f[4] or ''}
        end
        return out
        """

    /// Begins to look at once.
    init(_ node: RedisNode) {
        self.node = node
        Background.start { self.run() }
    }

    /// Each state of a flag that differed from what the look before had shown.
    var all: [Sight] { sights.withLock(\.self) }

    /// How often it looked and was answered.
    var count: Int { looks.load(ordering: .relaxed) }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private func run() {
        var last: [String: Sight] = [:]
        while !isStopped.load(ordering: .relaxed) {
            if case .list(let rows) = node.send("EVAL", Self.script, "0") { note(rows, &last) }
            Poll.pause(100)
        }
    }

    private func note(_ rows: [RedisValue], _ last: inout [String: Sight]) {
        looks.wrappingAdd(1, ordering: .relaxed)
        let now = WallClock.now
        for row in rows.map({ $0.list.map { $0.text ?? "" } }) where row.count == 5 && !row[4].isEmpty {
            let sight = Sight(
                at: now,
                place: "\(node.name) by polling",
                flag: row[0],
                isEnabled: row[1] == "1",
                percentage: Double(row[2]) ?? 0,
                version: Int(row[3]) ?? 0,
                revision: row[4]
            )
            if let before = last[row[0]], before.isSame(as: sight) { continue }
            last[row[0]] = sight
            sights.withLock { $0.append(sight) }
        }
    }
}
