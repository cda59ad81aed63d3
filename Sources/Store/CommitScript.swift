import Redis

/// The one door through which a percentage is written: state, flag, enabled set, log and message, all or nothing.
enum CommitScript {
    /// KEYS: rollout, flag, flags:index, flags:enabled, rollouts:index, flags:log, history, leader.
    /// ARGV: lease token (empty for an order), expected version, expected revision, channel, flag key, kind, actor, event,
    /// now in ms, count of rollout fields and these, count of fields to delete and these, count of flag fields and these.
    /// Answers `ok` and the revision, `lease`, `version` and the present one, or `kind` and a sentence.
    ///
    /// The revision is asked beside the version because after a failover that lost writes a version may be reached anew.
    static let script = RedisScript(
        LuaFlag.kinds + LuaFlag.number + LuaFlag.counted + LuaFlag.creation + LuaFlag.json + LuaFlag.logged + """
            local rollout, flag, index, enabled, rollouts, log, history, leader = unpack(KEYS)
            local token, expected, base, channel, key, kind, actor, event, now = unpack(ARGV, 1, 9)
            local wrong = wrong_kind({rollout, 'hash', flag, 'hash', index, 'set', enabled, 'set', rollouts, 'set',
              log, 'stream', history, 'list', leader, 'string'})
            if wrong then return {'kind', wrong} end
            if token ~= '' and redis.call('GET', leader) ~= token then return {'lease'} end
            local version = redis.call('HGET', rollout, 'version') or '0'
            if version ~= expected or (redis.call('HGET', rollout, 'revision') or '') ~= base then
              return {'version', version}
            end

            local at = 10
            local function take()
              local count = tonumber(ARGV[at])
              local part = {}
              for i = 1, count do part[i] = ARGV[at + i] end
              at = at + 1 + count
              return part
            end
            local fields, gone, flagFields = take(), take(), take()
            local id = logged(log, history, kind, key, actor, event)
            if #gone > 0 then redis.call('HDEL', rollout, unpack(gone)) end
            for i = 1, #fields, 2 do redis.call('HSET', rollout, fields[i], fields[i + 1]) end
            counted(rollout)
            redis.call('HSET', rollout, 'revision', id)
            redis.call('SADD', rollouts, key)
            if #flagFields > 0 then
              create_flag(flag, index, key, now)
              for i = 1, #flagFields, 2 do redis.call('HSET', flag, flagFields[i], flagFields[i + 1]) end
              if kind == 'restore' and redis.call('HGET', flag, 'wasEnabled') == '0' then
                redis.call('HSET', flag, 'enabled', '0')
              end
              if kind == 'start' or kind == 'restore' then redis.call('HDEL', flag, 'killed', 'wasEnabled') end
              counted(flag)
              redis.call('HSET', flag, 'updatedAt', now, 'updatedBy', actor, 'revision', id)
              if redis.call('HGET', flag, 'enabled') == '1' then redis.call('SADD', enabled, key)
              else redis.call('SREM', enabled, key) end
              redis.call('PUBLISH', channel,
                '{"type":"flag_updated","revision":"' .. id .. '","flag":' .. flag_json(key, flag) .. '}')
            end
            return {'ok', id}
            """
    )
}

/// Writes readings and evidence: fenced by the lease, the version unchanged.
enum EvidenceScript {
    /// KEYS: rollout, leader. ARGV: token, expected version, expected revision, then fields and values.
    static let script = RedisScript(
        """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {'lease'} end
        local version = redis.call('HGET', KEYS[1], 'version') or '0'
        if version ~= ARGV[2] or (redis.call('HGET', KEYS[1], 'revision') or '') ~= ARGV[3] then
          return {'version', version}
        end
        for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
        return {'ok'}
        """
    )
}

/// Turns a flag without a rollout on again as it was before its kill.
enum RestoreScript {
    /// KEYS as for a commit. ARGV: channel, flag key, actor, now in ms, the event's text. Answers `ok` and the revision,
    /// `rollout` where a rollout drives it, `alive` where it is not killed, `missing`, or `kind` and a sentence.
    static let script = RedisScript(
        LuaFlag.kinds + LuaFlag.number + LuaFlag.counted + LuaFlag.json + LuaFlag.logged + """
            local rollout, flag, index, enabled, rollouts, log, history = unpack(KEYS)
            local channel, key, actor, now, event = unpack(ARGV)
            local wrong = wrong_kind({rollout, 'hash', flag, 'hash', enabled, 'set', log, 'stream', history, 'list'})
            if wrong then return {'kind', wrong} end
            if redis.call('EXISTS', rollout) == 1 then return {'rollout'} end
            if redis.call('EXISTS', flag) == 0 then return {'missing'} end
            if redis.call('HGET', flag, 'killed') ~= '1' then return {'alive'} end
            local id = logged(log, history, 'restore', key, actor, event)
            local was = redis.call('HGET', flag, 'wasEnabled') == '0' and '0' or '1'
            redis.call('HSET', flag, 'enabled', was, 'updatedAt', now, 'updatedBy', actor, 'revision', id)
            redis.call('HDEL', flag, 'killed', 'wasEnabled')
            counted(flag)
            if was == '1' then redis.call('SADD', enabled, key) end
            redis.call('PUBLISH', channel,
              '{"type":"flag_updated","revision":"' .. id .. '","flag":' .. flag_json(key, flag) .. '}')
            return {'ok', id}
            """
    )
}

/// Turns a flag off, whatever its rollout is doing: one call, no version asked.
enum KillScript {
    /// KEYS as for a commit. ARGV: channel, flag key, actor, now in ms, the event's text up to the closing brace.
    static let script = RedisScript(
        LuaFlag.kinds + LuaFlag.number + LuaFlag.counted + LuaFlag.creation + LuaFlag.json + LuaFlag.logged + """
            local rollout, flag, index, enabled, rollouts, log, history = unpack(KEYS)
            local channel, key, actor, now, reason, event = unpack(ARGV)
            local wrong = wrong_kind({rollout, 'hash', flag, 'hash', index, 'set', enabled, 'set', log, 'stream',
              history, 'list'})
            if wrong then return {'kind', wrong} end
            local hasFlag, hasRollout = redis.call('EXISTS', flag) == 1, redis.call('EXISTS', rollout) == 1
            if not hasFlag and not hasRollout then return {'missing'} end
            local phase = redis.call('HGET', rollout, 'phase')
            local wasOff = redis.call('HGET', flag, 'killed') == '1' and redis.call('HGET', flag, 'enabled') == '0'
              and (not hasRollout or phase == 'killed')
            local id = redis.call('HGET', flag, 'revision') or ''
            if not wasOff then
              local percentage = plain_number(redis.call('HGET', rollout, 'percentage')) or '0'
              local stage = plain_number(redis.call('HGET', rollout, 'stage')) or '0'
              local spot = ',"percentage":' .. percentage .. ',"stage":' .. stage .. '}'
              local before = phase and is_utf8(phase) and phase or 'completed'
              id = logged(log, history, 'kill', key, actor, event .. ',"from":{"phase":' .. cjson.encode(before) .. spot
                .. ',"to":{"phase":"killed"' .. spot .. '}')
              if hasRollout and phase ~= 'killed' then
                redis.call('HSET', rollout, 'phase', 'killed', 'phaseSince', now, 'reason', reason, 'actor', actor)
                if phase then redis.call('HSET', rollout, 'previousPhase', phase) end
                redis.call('HDEL', rollout, 'hold', 'holdSince', 'remindedAt')
                counted(rollout)
              end
              if hasRollout then redis.call('HSET', rollout, 'revision', id) end
              create_flag(flag, index, key, now)
              -- What restore brings back; a flag that was turned on behind a kill's back was killed all the same.
              if redis.call('HGET', flag, 'killed') ~= '1' then
                redis.call('HSET', flag, 'wasEnabled', redis.call('HGET', flag, 'enabled') == '1' and '1' or '0')
              end
              redis.call('HSET', flag, 'enabled', '0', 'killed', '1', 'updatedAt', now, 'updatedBy', actor, 'revision', id)
              counted(flag)
              redis.call('SADD', index, key)
              redis.call('SREM', enabled, key)
            end
            redis.call('PUBLISH', channel,
              '{"type":"flag_updated","revision":"' .. id .. '","flag":' .. flag_json(key, flag) .. '}')
            return {wasOff and 'already' or 'ok', id}
            """
    )
}
