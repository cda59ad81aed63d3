/// Where every rollout stands at one moment.
struct Standing: Sendable {
    var phase: String
    var percentage: Double
    /// The flag's own share.
    var share: Double
    var isEnabled: Bool
}

/// Everything that is watched during a run.
final class Watch: Sendable {
    let followers: [Follower]
    let subscribers: [Subscriber]
    let pollers: [Poller]
    private let site: RedisSite

    init(_ site: RedisSite) {
        self.site = site
        followers = site.nodes.map(Follower.init)
        subscribers = site.nodes.map(Subscriber.init)
        pollers = site.nodes.map(Poller.init)
    }

    /// Every flag that was seen, in the order of time.
    var sights: [Sight] { (subscribers.flatMap(\.sights) + pollers.flatMap(\.all)).sorted { $0.at < $1.at } }

    /// The follower of the present primary.
    var primary: Follower? {
        guard let node = site.primary else { return nil }
        return followers.first { $0.node === node }
    }

    /// Where every rollout stands; `nil` while no primary answers.
    var standings: [String: Standing]? {
        let script = """
            local out = {}
            for _, flag in ipairs(redis.call('SMEMBERS', 'rollouts:index')) do
              local r = redis.call('HMGET', 'rollouts:' .. flag, 'phase', 'percentage')
              local f = redis.call('HMGET', 'flags:' .. flag, 'rolloutPercentage', 'enabled')
              out[#out + 1] = {flag, r[1] or '', r[2] or '0', f[1] or '0', f[2] or '0'}
            end
            return out
            """
        guard case .list(let rows) = site.primary?.send("EVAL", script, "0") else { return nil }
        var standings: [String: Standing] = [:]
        for row in rows.map({ $0.list.map { $0.text ?? "" } }) where row.count == 5 {
            standings[row[0]] = Standing(
                phase: row[1],
                percentage: Double(row[2]) ?? 0,
                share: Double(row[3]) ?? 0,
                isEnabled: row[4] == "1"
            )
        }
        return standings
    }

    func stop() {
        for follower in followers { follower.stop() }
        for subscriber in subscribers { subscriber.stop() }
        for poller in pollers { poller.stop() }
    }
}
