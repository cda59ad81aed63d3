import Redis

/// The lease: one leader at a time, each with an epoch of its own.
enum LeaseScript {
    /// KEYS: leader, epoch. ARGV: holder, time to live in ms, the least epoch before. Answers the token, or whose the
    /// lease is and for how long.
    static let acquire = RedisScript(
        """
        local held = redis.call('GET', KEYS[1])
        if held then return {'held', held, redis.call('PTTL', KEYS[1])} end
        local text = redis.call('GET', KEYS[2])
        local epoch = text and #text <= 15 and string.match(text, '^%d+$') and tonumber(text) or 0
        epoch = string.format('%.0f', math.max(epoch, tonumber(ARGV[3])) + 1)
        redis.call('SET', KEYS[2], epoch)
        local token = epoch .. ' ' .. ARGV[1]
        redis.call('SET', KEYS[1], token, 'PX', ARGV[2])
        return {'ok', token}
        """
    )

    /// KEYS: leader. ARGV: token, time to live in ms. Answers 1 where the lease is the caller's still.
    static let renew = RedisScript(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """
    )

    /// KEYS: leader. ARGV: token.
    static let release = RedisScript(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """
    )

    /// KEYS: leader, log, plans:faults. ARGV: token (empty: of no leader), kind, flag, event, file, digest of the fault (empty:
    /// mended).
    ///
    /// A fault that is known already is not logged again, so that a restart repeats no alert.
    static let notice = RedisScript(
        """
        if ARGV[1] ~= '' and redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'lease'} end
        local known = redis.call('HGET', KEYS[3], ARGV[5]) or ''
        if known == ARGV[6] then return {'known'} end
        -- Logged first: where the log is of another kind, the fault is not taken for told.
        local id = redis.call('XADD', KEYS[2], '*', 'kind', ARGV[2], 'flag', ARGV[3], 'actor', 'controller',
          'event', ARGV[4])
        if ARGV[6] == '' then redis.call('HDEL', KEYS[3], ARGV[5])
        else redis.call('HSET', KEYS[3], ARGV[5], ARGV[6]) end
        return {'ok', id}
        """
    )
}
