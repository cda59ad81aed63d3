/// Pieces of Lua that several scripts share: they are put before a script's own text.
enum LuaFlag {
    /// `kinds(pairs)`: the name of the first key that holds another kind of value than it should, or nil.
    ///
    /// A script is not undone when a command in its middle fails, so kinds are looked at before the first write.
    static let kinds = """
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

    /// `flag_json(key, name)`: the whole flag as JSON, from the hash at `name`.
    ///
    /// JSON texts are concatenated as they stand: cjson would turn `2.0` into `2` and `[]` into `{}`.
    static let json = """
        local function flag_json(key, name)
          local flat = redis.call('HGETALL', name)
          local h = {}
          for i = 1, #flat, 2 do h[flat[i]] = flat[i + 1] end
          local out = {'"key":' .. cjson.encode(key), '"enabled":' .. (h.enabled == '1' and 'true' or 'false')}
          local function number(field)
            local text = h[field]
            if text and string.match(text, '^-?%d+%.?%d*$') and string.sub(text, -1) ~= '.' then
              out[#out + 1] = '"' .. field .. '":' .. text
            end
          end
          local function text(field)
            if h[field] then out[#out + 1] = '"' .. field .. '":' .. cjson.encode(h[field]) end
          end
          local function json(field)
            if h[field] and pcall(cjson.decode, h[field]) then out[#out + 1] = '"' .. field .. '":' .. h[field] end
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
