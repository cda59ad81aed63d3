import Redis

/// Writes evidence and the readings kept for plots in one call: fenced by the lease, the version unchanged.
enum SeriesScript {
    /// KEYS: rollout, leader, then the series. ARGV: token, expected version (empty: any, and no evidence) and revision,
    /// seconds that a series lives, for each tier its letter, the oldest chunk that is kept and the newest that there can
    /// be, count of evidence fields and values and these, and for each series the same.
    ///
    /// A name that holds something else than a series is left as it is: plots must not stop evidence.
    static let script = RedisScript(
        """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {'lease'} end
        if ARGV[2] ~= '' then
          local version = redis.call('HGET', KEYS[1], 'version') or '0'
          if version ~= ARGV[2] or (redis.call('HGET', KEYS[1], 'revision') or '') ~= ARGV[3] then
            return {'version', version}
          end
        end
        local oldest, newest = {}, {}
        for i = 5, 11, 3 do
          oldest[ARGV[i]] = tonumber(ARGV[i + 1])
          newest[ARGV[i]] = tonumber(ARGV[i + 2])
        end
        local at = 14
        local count = tonumber(ARGV[at])
        for i = at + 1, at + count, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
        for k = 3, #KEYS do
          at = at + 1 + count
          count = tonumber(ARGV[at])
          local series = KEYS[k]
          local kind = redis.call('TYPE', series).ok
          if kind == 'none' or kind == 'hash' then
            local fresh = 0
            for i = at + 1, at + count, 2 do
              fresh = fresh + redis.call('HSET', series, ARGV[i], ARGV[i + 1])
            end
            -- Only where a chunk begins can another have aged.
            if fresh > 0 then
              for _, field in ipairs(redis.call('HKEYS', series)) do
                local tier = string.sub(field, 1, 1)
                local number = tonumber(string.sub(field, 2))
                if number and oldest[tier] and (number < oldest[tier] or number > newest[tier]) then
                  redis.call('HDEL', series, field)
                end
              end
            end
            redis.call('EXPIRE', series, ARGV[4])
          end
        end
        return {'ok'}
        """
    )
}
