import Redis

extension RedisKeyspace {
    /// Removes a key whose time is over.
    mutating func expire(_ key: Bytes, at now: Int) {
        if let time = entries[key]?.expiresAt, now > time { entries.removeValue(forKey: key) }
    }

    /// What a key holds.
    mutating func entry(_ key: Bytes, at now: Int) -> KeyspaceEntry? {
        guard let entry = entries[key] else { return nil }
        guard let time = entry.expiresAt, now > time else { return entry }
        entries.removeValue(forKey: key)
        return nil
    }

    /// Looks at a key that should be of a kind; one that is not there counts as an empty one.
    mutating func look<Payload: KeyspacePayload>(
        _ kind: Payload.Type,
        _ call: CommandCall,
        key index: Int = 1,
        _ body: (Payload) -> RedisReply
    ) -> RedisReply {
        guard var value = entry(call.key(index), at: call.now)?.value else { return body(Payload()) }
        guard let payload = Payload(taking: &value) else { return .wrongType }
        return body(payload)
    }

    /// Changes a key that should be of a kind; it is made where it is not there, and removed where nothing is left in it.
    mutating func change<Payload: KeyspacePayload>(
        _ kind: Payload.Type,
        _ call: CommandCall,
        key index: Int = 1,
        _ body: (inout Payload) -> RedisReply
    ) -> RedisReply {
        change(kind, call.key(index), at: call.now, body)
    }

    /// Changes a key that is named.
    mutating func change<Payload: KeyspacePayload>(
        _ kind: Payload.Type,
        _ key: Bytes,
        at now: Int,
        _ body: (inout Payload) -> RedisReply
    ) -> RedisReply {
        expire(key, at: now)
        guard let place = entries.index(forKey: key) else {
            var payload = Payload()
            let reply = body(&payload)
            if !payload.isGone { entries[key] = KeyspaceEntry(value: payload.wrapped, expiresAt: nil) }
            return reply
        }
        guard var payload = Payload(taking: &entries.values[place].value) else { return .wrongType }
        let reply = body(&payload)
        if payload.isGone {
            entries.remove(at: place)
        } else {
            entries.values[place].value = payload.wrapped
        }
        return reply
    }

    /// Whether two keyspaces hold the same data, whatever the order in which it came.
    package func holdsSame(as other: RedisKeyspace, at now: Int) -> Bool {
        func alive(_ keyspace: RedisKeyspace) -> [Bytes: KeyspaceEntry] {
            keyspace.entries.filter { $0.value.expiresAt.map { now <= $0 } ?? true }
        }
        let (mine, others) = (alive(self), alive(other))
        return mine.count == others.count
            && mine.allSatisfy { key, entry in
                guard let twin = others[key] else { return false }
                return twin.expiresAt == entry.expiresAt && twin.value.holdsSame(as: entry.value)
            }
    }
}

extension KeyspaceValue {
    fileprivate func holdsSame(as other: KeyspaceValue) -> Bool {
        switch (self, other) {
        case (.string(let one), .string(let other)): one == other
        case (.hash(let one), .hash(let other)):
            one.fields.count == other.fields.count
                && one.fields.elements.allSatisfy { other.fields[$0.key] == $0.value }
        case (.set(let one), .set(let other)): Set(one.members.keys) == Set(other.members.keys)
        case (.list(let one), .list(let other)): one.items == other.items
        case (.stream(let one), .stream(let other)): one == other
        default: false
        }
    }
}
