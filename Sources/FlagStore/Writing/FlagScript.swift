import Redis
import Store

/// Writes a batch of flags and segments: hashes, sets, log, histories and messages, all or nothing.
enum FlagScript {
    /// The most entries since the reading that are looked through for one that conflicts.
    static let mostLater = 1000

    /// KEYS: flags:index, flags:enabled, flags:log, segments:index, then for each flag its hash, history and rollout, for
    /// each segment its hash and history.
    /// ARGV: channel, actor, fence, strict, count of objects; then for each: `flag` or `segment`, key, whether it existed
    /// (`1`, `0`), version, revision and the rollout's version as they were read (empty where there was none), what is done
    /// (`check`, `put`, `delete`), the log's kind, whether references changed (`1`, `0`), the event, the message of a segment
    /// up to its closing brace, count of fields and these, count of fields to delete and these.
    /// Answers `ok` and a revision for each object (empty for a check), `lost` where others wrote since the reading, or
    /// `kind` and a sentence.
    ///
    /// `fence` is the log's last id when references were held against all flags, empty where none changed: a later entry
    /// that changed references loses, and so does a log that no longer has it. Under `strict` any later entry about a flag
    /// does, as a rollout may have begun to use what is to be removed.
    static let script = RedisScript(
        LuaFlag.kinds + LuaFlag.number + LuaFlag.json + """
            local index, enabled, log, segments = unpack(KEYS, 1, 4)
            local channel, actor, fence, strict = unpack(ARGV, 1, 4)
            local key_at, at = 5, 6
            local function take_list()
              local count, list = tonumber(ARGV[at]), {}
              for i = 1, count do list[i] = ARGV[at + i] end
              at = at + 1 + count
              return list
            end

            local objects = {}
            for i = 1, tonumber(ARGV[5]) do
              local o = {}
              o.kind, o.key, o.existed, o.version, o.revision, o.rolled, o.action, o.logged, o.links, o.event, o.message
                = unpack(ARGV, at, at + 10)
              at = at + 11
              o.fields, o.gone = take_list(), take_list()
              o.hash, o.history = KEYS[key_at], KEYS[key_at + 1]
              key_at = key_at + 2
              if o.kind == 'flag' then
                o.rollout = KEYS[key_at]
                key_at = key_at + 1
              end
              objects[i] = o
            end

            local expected = {index, 'set', enabled, 'set', log, 'stream', segments, 'set'}
            for _, o in ipairs(objects) do
              local more = {o.hash, 'hash', o.history, 'list', o.rollout, 'hash'}
              for i = 1, o.rollout and 6 or 4 do expected[#expected + 1] = more[i] end
            end
            local wrong = wrong_kind(expected)
            if wrong then return {'kind', wrong} end
            for _, o in ipairs(objects) do
              if tostring(redis.call('EXISTS', o.hash)) ~= o.existed
                or (redis.call('HGET', o.hash, 'version') or '') ~= o.version
                or (redis.call('HGET', o.hash, 'revision') or '') ~= o.revision
                or (o.rollout and (redis.call('HGET', o.rollout, 'version') or '') ~= o.rolled) then
                return {'lost'}
              end
            end
            if fence ~= '' then
              if fence ~= '0-0' and #redis.call('XRANGE', log, fence, fence) == 0 then return {'lost'} end
              local later = redis.call('XRANGE', log, '(' .. fence, '+', 'COUNT', '\(mostLater)')
              if #later >= \(mostLater) then return {'lost'} end
              for _, entry in ipairs(later) do
                local fields = entry[2]
                for i = 1, #fields, 2 do
                  if fields[i] == 'links' and fields[i + 1] == '1' then return {'lost'} end
                  if strict == '1' and fields[i] == 'flag' and fields[i + 1] ~= '' then return {'lost'} end
                end
              end
            end

            local answer = {'ok'}
            for i, o in ipairs(objects) do
              local id = ''
              if o.action ~= 'check' then
                id = redis.call('XADD', log, '*', 'kind', o.logged, o.kind, o.key, 'actor', actor, 'links', o.links,
                  'event', o.event)
                redis.call('LPUSH', o.history, id)
                redis.call('LTRIM', o.history, 0, 199)
                local set = o.kind == 'flag' and index or segments
                local message = '{"type":"' .. o.logged .. '","revision":"' .. id .. '","'
                if o.action == 'delete' then
                  redis.call('DEL', o.hash)
                  redis.call('SREM', set, o.key)
                  if o.kind == 'flag' then redis.call('SREM', enabled, o.key) end
                  message = message .. 'key":' .. cjson.encode(o.key) .. '}'
                else
                  for j = 1, #o.gone do redis.call('HDEL', o.hash, o.gone[j]) end
                  for j = 1, #o.fields, 2 do redis.call('HSET', o.hash, o.fields[j], o.fields[j + 1]) end
                  redis.call('HSET', o.hash, 'revision', id)
                  redis.call('SADD', set, o.key)
                  if o.kind == 'flag' then
                    if redis.call('HGET', o.hash, 'enabled') == '1' then redis.call('SADD', enabled, o.key)
                    else redis.call('SREM', enabled, o.key) end
                    message = message .. 'flag":' .. flag_json(o.key, o.hash) .. '}'
                  else
                    message = message .. 'segment":' .. o.message .. ',"revision":"' .. id .. '"}}'
                  end
                end
                redis.call('PUBLISH', channel, message)
              end
              answer[i + 1] = id
            end
            return answer
            """
    )
}
