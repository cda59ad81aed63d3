import Redis

extension RedisKeyspace {
    static let listCommands: [CommandSpecification] = [
        CommandSpecification("lpush", atLeast: 3) { $0.push($1, atHead: true) },
        CommandSpecification("rpush", atLeast: 3) { $0.push($1, atHead: false) },
        CommandSpecification("lpushx", atLeast: 3) { $0.push($1, atHead: true, ifThere: true) },
        CommandSpecification("rpushx", atLeast: 3) { $0.push($1, atHead: false, ifThere: true) },
        CommandSpecification("lpop", atLeast: 2) { $0.pop($1, atHead: true) },
        CommandSpecification("rpop", atLeast: 2) { $0.pop($1, atHead: false) },
        CommandSpecification("llen", 2) { $0.look(ListValue.self, $1) { .integer($0.items.count) } },
        CommandSpecification("lrange", 4) { keyspace, call in
            guard let first = NumberText.integer(call.arguments[2]), let last = NumberText.integer(call.arguments[3]) else {
                return .notAnInteger
            }
            return keyspace.look(ListValue.self, call) { list in
                .array(list.items[list.range(first, last)].map { .bulk($0) })
            }
        },
        CommandSpecification("ltrim", 4) { keyspace, call in
            guard let first = NumberText.integer(call.arguments[2]), let last = NumberText.integer(call.arguments[3]) else {
                return .notAnInteger
            }
            return keyspace.change(ListValue.self, call) { list in
                let kept = list.range(first, last)
                if kept.count < list.items.count {
                    list.items.removeSubrange(kept.upperBound...)
                    list.items.removeSubrange(..<kept.lowerBound)
                }
                return .ok
            }
        },
        CommandSpecification("lindex", 3) { keyspace, call in
            keyspace.look(ListValue.self, call) { list in
                if list.items.isEmpty { return .null }
                guard let index = NumberText.integer(call.arguments[2]) else { return .notAnInteger }
                return .init(list.place(index).map { list.items[$0] })
            }
        },
        CommandSpecification("lset", 4) { keyspace, call in
            keyspace.change(ListValue.self, call) { list in
                guard !list.items.isEmpty else { return .failure("ERR no such key") }
                guard let index = NumberText.integer(call.arguments[2]) else { return .notAnInteger }
                guard let place = list.place(index) else { return .failure("ERR index out of range") }
                list.items[place] = call.arguments[3]
                return .ok
            }
        },
        CommandSpecification("lrem", 4) { keyspace, call in
            guard let count = NumberText.integer(call.arguments[2]) else { return .notAnInteger }
            return keyspace.change(ListValue.self, call) { list in
                var places = list.items.indices.filter { list.items[$0] == call.arguments[3] }
                if count < 0 { places.reverse() }
                let gone = count == 0 ? places[...] : places.prefix(Int(clamping: count.magnitude))
                for place in gone.sorted(by: >) { list.items.remove(at: place) }
                return .integer(gone.count)
            }
        },
    ]

    private mutating func push(_ call: CommandCall, atHead: Bool, ifThere: Bool = false) -> RedisReply {
        change(ListValue.self, call) { list in
            guard !ifThere || !list.items.isEmpty else { return .integer(0) }
            if atHead {
                list.items.insert(contentsOf: call.arguments[2...].reversed(), at: 0)
            } else {
                list.items += call.arguments[2...]
            }
            return .integer(list.items.count)
        }
    }

    private mutating func pop(_ call: CommandCall, atHead: Bool) -> RedisReply {
        guard call.arguments.count <= 3 else { return call.wrongCount() }
        var count: Int?
        if call.arguments.count == 3 {
            guard let number = NumberText.integer(call.arguments[2]), number >= 0 else {
                return .failure("ERR value is out of range, must be positive")
            }
            count = number
        }
        return change(ListValue.self, call) { list in
            guard !list.items.isEmpty else { return .null }
            guard let count else { return .bulk(atHead ? list.items.removeFirst() : list.items.removeLast()) }
            let taken = min(count, list.items.count)
            let items = atHead ? Array(list.items.prefix(taken)) : list.items.suffix(taken).reversed()
            if atHead { list.items.removeFirst(taken) } else { list.items.removeLast(taken) }
            return .array(items.map { .bulk($0) })
        }
    }
}

extension ListValue {
    /// The places of a range whose ends may be counted from the list's end.
    fileprivate func range(_ first: Int, _ last: Int) -> Range<Int> {
        let start = max(0, first < 0 ? items.count &+ first : first)
        let end = min(items.count - 1, last < 0 ? items.count &+ last : last)
        return start <= end ? start..<end + 1 : 0..<0
    }

    fileprivate func place(_ index: Int) -> Int? {
        let place = index < 0 ? items.count &+ index : index
        return items.indices.contains(place) ? place : nil
    }
}
