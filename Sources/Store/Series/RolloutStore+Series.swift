import Redis
package import Rollouts
import Wire

extension Names {
    /// The readings of one guard of a rollout, kept for plots. A flag's key has no colon, whatever the guard's name has.
    package func readings(_ key: String, _ guardName: String) -> String { "\(prefix)readings:\(key):\(guardName)" }
}

extension RolloutStore {
    /// Opens the series of `guards` of `flag` under the lease `token`, to be carried on from `now`.
    ///
    /// Reads the hour that was last written to, and the hours of its days: two round trips for all guards together.
    package func openSeries(
        of flag: String,
        guards: some Sequence<String>,
        token: String,
        now: Moment
    ) async throws(StoreFault) -> RolloutSeries {
        let guards = Set(guards).sorted()
        let keys = guards.map { names.readings(flag, $0) }
        let replies = try await pipeline(keys.map { RedisCommand("HKEYS", .text($0)) })
        var needed: [[String]] = []
        for reply in replies {
            if case .error(let error) = reply { throw StoreFault(RedisFault(server: error)) }
            needed.append(SeriesTail.needed(among: reply.strings ?? [], at: now))
        }
        let wanted = zip(keys, needed).filter { !$1.isEmpty }
        var chunks = try await pipeline(wanted.map { RedisCommand([.text("HMGET"), .text($0)] + $1.map { .text($0) }) })[...]
        var tails: [String: SeriesTail] = [:]
        for (name, fields) in zip(guards, needed) {
            var known: [String: [UInt8]] = [:]
            if !fields.isEmpty {
                for (field, value) in zip(fields, chunks.popFirst()?.array ?? []) {
                    if case .bulk(let bytes) = value { known[field] = bytes }
                }
            }
            tails[name] = SeriesTail(known)
        }
        return RolloutSeries(token: token, tails: tails, now: now)
    }

    /// Writes evidence of `flag` made from `version` and the log's entry `revision`, and with it what `series` has not yet written, in one call.
    ///
    /// After `.done` the caller says so to the series by ``RolloutSeries/written()``; after a conflict the series stays as
    /// it is; after anything else it is thrown away.
    package func save(
        _ guards: [String: GuardState],
        of flag: String,
        version: Int,
        revision: String,
        series: RolloutSeries
    ) async throws(StoreFault) -> WriteOutcome {
        let evidence = guards.map { (RolloutState.guardPrefix + $0, RedisValue.text($1.json.text)) }
        return try await write(evidence, of: flag, from: [.integer(version), .text(revision)], series)
    }

    /// Writes what `series` has not yet written, without evidence: beside a transition, which writes its own.
    package func keep(_ series: RolloutSeries, of flag: String) async throws(StoreFault) -> WriteOutcome {
        try await write([], of: flag, from: ["", ""], series)
    }

    private func write(
        _ evidence: [(String, RedisValue)],
        of flag: String,
        from base: [RedisValue],
        _ series: RolloutSeries
    ) async throws(StoreFault) -> WriteOutcome {
        var keys = [names.rollout(flag), names.leader]
        var arguments: [RedisValue] = [.text(series.token)] + base + [.integer(SeriesTier.lifetimeInSeconds)]
        for tier in SeriesTier.allCases {
            arguments += [
                .text(tier.rawValue), .integer(tier.oldest(at: series.newest)), .integer(tier.number(series.newest) + 1),
            ]
        }
        arguments.append(.integer(evidence.count * 2))
        for (field, value) in evidence { arguments += [.text(field), value] }
        for (name, tail) in series.tails.sorted(by: { $0.key < $1.key }) where !tail.unwritten.isEmpty {
            keys.append(names.readings(flag, name))
            arguments.append(.integer(tail.unwritten.count * 2))
            for (field, bytes) in tail.unwritten.sorted(by: { $0.key < $1.key }) {
                arguments += [.text(field), .bytes(bytes)]
            }
        }
        switch try await run(SeriesScript.script, keys: keys, arguments).strings?.first {
        case "ok": return .done(revision: "")
        case "version": return .conflict
        case "lease": return .leaseLost
        default:
            throw StoreFault(.corrupt, "Redis answered the readings of \(flag) with something else than Rampart's script")
        }
    }

    /// The readings of one guard of `flag` from `since` to `until`, both included; bytes that cannot be read are left out.
    package func series(
        of flag: String,
        guard guardName: String,
        since: Moment = Moment(milliseconds: 0),
        until: Moment = Moment(milliseconds: .max)
    ) async throws(StoreFault) -> ReadingSeries {
        let reply = try await send(RedisCommand("HGETALL", .text(names.readings(flag, guardName))))
        let parts = reply.array ?? []
        var fields: [String: [UInt8]] = [:]
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            if let field = parts[index].string, case .bulk(let bytes) = parts[index + 1] { fields[field] = bytes }
        }
        return ReadingSeries(chunks: fields).cut(since: since, until: until)
    }
}
