/// Pieces of Lua that several scripts share: they are put before a script's own text.
package enum LuaFlag {
    /// `kinds(pairs)`: the name of the first key that holds another kind of value than it should, or nil.
    ///
    /// A script is not undone when a command in its middle fails, so kinds are looked at before the first write.
    package static let kinds = """
        local function wrong_kind(pairs_)
          for i = 1, #pairs_, 2 do
            local kind = redis.call('TYPE', pairs_[i]).ok
            if kind ~= 'none' and kind ~= pairs_[i + 1] then
              return pairs_[i] .. ' is a ' .. kind .. ', not a ' .. pairs_[i + 1]
            end
          end
          return nil
        end

        """

    /// `plain_number(text)`: `text` where JSON takes it as a number as it stands, or nil.
    package static let number = """
        local function plain_number(text)
          if text and (string.match(text, '^-?[1-9]%d*$') or string.match(text, '^-?0$')
            or string.match(text, '^-?[1-9]%d*%.%d+$') or string.match(text, '^-?0%.%d+$')) then return text end
          return nil
        end

        """

    /// `counted(name)`: adds 1 to the hash's version; a version that is no count begins anew.
    ///
    /// HINCRBY would fail on such a one, after other writes of the script.
    static let counted = """
        local function counted(name)
          local text = redis.call('HGET', name, 'version')
          local count = text and #text <= 15 and string.match(text, '^%d+$') and tonumber(text) or 0
          redis.call('HSET', name, 'version', string.format('%.0f', count + 1))
        end

        """

    /// `create_flag(name, index, key, now)`: gives a flag that does not exist its first fields.
    static let creation = """
        local function create_flag(name, index, key, now)
          if redis.call('EXISTS', name) == 1 then return end
          redis.call('HSET', name, 'enabled', '1', 'rolloutPercentage', '0', 'valueType', 'boolean',
            'bucketBy', 'userId', 'clientSide', '0', 'createdAt', now)
          redis.call('SADD', index, key)
        end

        """

    /// `flag_json(key, name)`: the whole flag as JSON, from the hash at `name`; needs `plain_number`.
    ///
    /// JSON texts are concatenated as they stand: cjson would turn `2.0` into `2` and `[]` into `{}`.
    package static let json = """
        -- A decoder of its own: the shared one takes NaN and hexadecimal numbers, which are no JSON.
        local strict = cjson.new()
        strict.decode_invalid_numbers(false)
        local utf8_forms = {'[\\194-\\223][\\128-\\191]', '\\224[\\160-\\191][\\128-\\191]',
          '[\\225-\\236\\238\\239][\\128-\\191][\\128-\\191]', '\\237[\\128-\\159][\\128-\\191]',
          '\\240[\\144-\\191][\\128-\\191][\\128-\\191]', '[\\241-\\243][\\128-\\191][\\128-\\191][\\128-\\191]',
          '\\244[\\128-\\143][\\128-\\191][\\128-\\191]'}
        local function is_utf8(text)
          if not string.find(text, '[\\128-\\255]') then return true end
          for _, form in ipairs(utf8_forms) do text = string.gsub(text, form, ' ') end
          return not string.find(text, '[\\128-\\255]')
        end
        local function flag_json(key, name)
          local flat = redis.call('HGETALL', name)
          local h = {}
          for i = 1, #flat, 2 do h[flat[i]] = flat[i + 1] end
          local out = {'"key":' .. cjson.encode(key), '"enabled":' .. (h.enabled == '1' and 'true' or 'false')}
          local function number(field)
            local text = plain_number(h[field])
            if text then out[#out + 1] = '"' .. field .. '":' .. text end
          end
          local function text(field)
            if h[field] and is_utf8(h[field]) then
              out[#out + 1] = '"' .. field .. '":' .. cjson.encode(h[field])
            end
          end
          local function json(field)
            if not h[field] or not is_utf8(h[field]) or not pcall(strict.decode, h[field]) then return end
            -- Between values these are space; within a string cjson takes them, and JSON does not.
            out[#out + 1] = '"' .. field .. '":' .. string.gsub(h[field], '[%z\\1-\\31]', ' ')
          end
          text('valueType')
          number('rolloutPercentage')
          json('rolloutSegments')
          text('rolloutEntry')
          text('bucketBy')
          json('variants')
          text('defaultVariant')
          json('distribution')
          json('targeting')
          json('segments')
          json('prerequisites')
          if h.clientSide then out[#out + 1] = '"clientSide":' .. (h.clientSide == '1' and 'true' or 'false') end
          text('type')
          text('expiresAt')
          text('owner')
          text('description')
          number('createdAt')
          number('updatedAt')
          text('updatedBy')
          number('version')
          text('revision')
          return '{' .. table.concat(out, ',') .. '}'
        end

        """

    /// `logged(log, history, kind, key, actor, event)`: appends to the log and the flag's history; gives the id.
    static let logged = """
        local function logged(log, history, kind, key, actor, event)
          local id = redis.call('XADD', log, '*', 'kind', kind, 'flag', key, 'actor', actor, 'event', event)
          redis.call('LPUSH', history, id)
          redis.call('LTRIM', history, 0, 199)
          return id
        end

        """
}
