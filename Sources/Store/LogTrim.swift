import Redis
package import Rollouts

/// What trimming the log came to.
package enum TrimOutcome: Sendable, Equatable {
    /// So many entries are gone; these channels, which no leader has had in its configuration for long, hold the log no
    /// more and were forgotten.
    case done(removed: Int, forgotten: [String])
    /// The lease is another's.
    case leaseLost
}

extension RolloutStore {
    /// How long the log is kept unless the configuration says otherwise.
    package static var logAge: Duration { .seconds(400 * 86_400) }
    /// How long a channel that is in no leader's configuration holds the log.
    package static var channelAge: Duration { .seconds(30 * 86_400) }

    /// Trims the log by age, never below what a channel has not yet acknowledged; a node of the stream at a time, so that
    /// some entries stay longer, and at most about ten thousand of them, so that it takes no long.
    ///
    /// - Parameters:
    ///   - age: how long entries stay at least. Age is counted back from the newest entry where `now` is later, so that a
    ///     clock that runs ahead takes nothing away that is young beside it.
    ///   - channels: those of the configuration.
    ///   - token: the lease; only the leader trims.
    package func trimLog(
        olderThan age: Duration = RolloutStore.logAge,
        channels: some Sequence<String>,
        now: Moment,
        token: String
    ) async throws(StoreFault) -> TrimOutcome {
        let settings: [RedisValue] = [
            .text(token), .integer(now.milliseconds), .integer(age.milliseconds),
            .integer(Self.channelAge.milliseconds),
        ]
        let parts =
            try await run(
                LogTrimScript.script,
                keys: [names.log, names.leader, names.channels],
                settings + channels.map { .text($0) }
            ).strings ?? []
        switch parts.first {
        case "ok" where parts.count > 1:
            return .done(removed: Int(parts[1]) ?? 0, forgotten: Array(parts.dropFirst(2)))
        case "lease": return .leaseLost
        case "kind":
            throw StoreFault(
                .wrongType,
                "\(parts.dropFirst().joined()); move it out of the way, or give Rampart a redis.keyPrefix"
            )
        default: throw StoreFault(.corrupt, "Redis answered the trimming of the log with something else than Rampart's script")
        }
    }
}

/// Trims the log: one call, so that nothing is delivered or acknowledged between looking and trimming.
enum LogTrimScript {
    /// KEYS: log, leader, alerts:channels. ARGV: lease token, now, least age of what goes, age of a channel that is
    /// forgotten, all in ms, then the configured channels. Answers `ok`, the count of entries and the forgotten channels.
    static let script = RedisScript(
        LuaFlag.kinds + """
            local log, leader, channels = unpack(KEYS)
            if redis.call('GET', leader) ~= ARGV[1] then return {'lease'} end
            local wrong = wrong_kind({log, 'stream', channels, 'hash'})
            if wrong then return {'kind', wrong} end
            local newest = redis.call('XREVRANGE', log, '+', '-', 'COUNT', '1')[1]
            if not newest then return {'ok', '0'} end

            local function time_of(id) return tonumber(string.match(id, '^%d+')) end
            -- Digits without leading zeros: the shorter is the less.
            local function less(one, other)
              if #one ~= #other then return #one < #other end
              return one < other
            end
            local function earlier(one, other)
              local a, b = string.match(one, '^(%d+)%-(%d+)$')
              local c, d = string.match(other, '^(%d+)%-(%d+)$')
              if less(c, a) or (a == c and less(d, b)) then return other end
              return one
            end

            local now = math.min(tonumber(ARGV[2]), time_of(newest[1]))
            local least = string.format('%.0f', math.max(0, now - tonumber(ARGV[3]))) .. '-0'
            local configured = {}
            for i = 5, #ARGV do configured[ARGV[i]] = true end
            local answer = {'ok', '0'}
            for _, flat in ipairs(redis.call('XINFO', 'GROUPS', log)) do
              local group = {}
              for i = 1, #flat, 2 do group[flat[i]] = flat[i + 1] end
              -- Groups of others are theirs to look after.
              local channel = string.match(group['name'], '^alert:(.*)$')
              if channel then
                local mark, forgotten = 'unclaimed:' .. channel, false
                if configured[channel] then
                  redis.call('HDEL', channels, mark)
                else
                  local since = tonumber(redis.call('HGET', channels, mark) or '')
                  if not since or since > now then
                    redis.call('HSET', channels, mark, string.format('%.0f', now))
                  else
                    forgotten = now - since >= tonumber(ARGV[4])
                  end
                end
                if forgotten then
                  redis.call('XGROUP', 'DESTROY', log, group['name'])
                  redis.call('HDEL', channels, mark, 'place:' .. channel)
                  answer[#answer + 1] = channel
                else
                  least = earlier(least, group['last-delivered-id'])
                  if group['pending'] > 0 then least = earlier(least, redis.call('XPENDING', log, group['name'])[2]) end
                end
              end
            end
            answer[2] = tostring(redis.call('XTRIM', log, 'MINID', '~', least))
            return answer
            """
    )
}
