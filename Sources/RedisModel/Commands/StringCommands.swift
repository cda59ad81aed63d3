import Redis

extension RedisKeyspace {
    static let stringCommands: [CommandSpecification] = [
        CommandSpecification("get", 2) { $0.look(StringValue.self, $1) { .init($0.bytes) } },
        CommandSpecification("set", atLeast: 3) { keyspace, call in refusing { () throws(Refusal) in try keyspace.set(call) } },
        CommandSpecification("setnx", 3) { keyspace, call in
            guard keyspace.entry(call.key(), at: call.now) == nil else { return .integer(0) }
            keyspace.put(call.arguments[2], at: call.key())
            return .integer(1)
        },
        CommandSpecification("setex", 4) { $0.setWithTime($1, unit: 1000) },
        CommandSpecification("psetex", 4) { $0.setWithTime($1, unit: 1) },
        CommandSpecification("getset", 3) { keyspace, call in
            let old = keyspace.look(StringValue.self, call) { .init($0.bytes) }
            if case .error = old { return old }
            keyspace.put(call.arguments[2], at: call.key())
            return old
        },
        CommandSpecification("getdel", 2) { keyspace, call in
            keyspace.change(StringValue.self, call) { value in
                defer { value.bytes = nil }
                return .init(value.bytes)
            }
        },
        CommandSpecification("append", 3) { keyspace, call in
            keyspace.change(StringValue.self, call) { value in
                let bytes = (value.bytes ?? []) + call.arguments[2]
                value.bytes = bytes
                return .integer(bytes.count)
            }
        },
        CommandSpecification("strlen", 2) { $0.look(StringValue.self, $1) { .integer($0.bytes?.count ?? 0) } },
        CommandSpecification("getrange", 4) { keyspace, call in
            guard let first = NumberText.integer(call.arguments[2]), let last = NumberText.integer(call.arguments[3]) else {
                return .notAnInteger
            }
            return keyspace.look(StringValue.self, call) { value in
                let bytes = value.bytes ?? []
                if first < 0, last < 0, first > last { return .bulk([]) }
                let start = max(0, first < 0 ? bytes.count &+ first : first)
                let end = min(bytes.count - 1, max(0, last < 0 ? bytes.count &+ last : last))
                return .bulk(start <= end ? Array(bytes[start...end]) : [])
            }
        },
        CommandSpecification("mget", atLeast: 2) { keyspace, call in
            .array(
                call.arguments[1...].map { name in
                    guard case .string(let bytes) = keyspace.entry(Bytes(name), at: call.now)?.value else { return .null }
                    return .bulk(bytes)
                }
            )
        },
        CommandSpecification("mset", atLeast: 3) { keyspace, call in
            guard call.arguments.count % 2 == 1 else { return call.wrongCount() }
            for index in stride(from: 1, to: call.arguments.count, by: 2) {
                keyspace.put(call.arguments[index + 1], at: call.key(index))
            }
            return .ok
        },
    ]

    /// Sets a string, whatever was there; it has no time.
    private mutating func put(_ bytes: [UInt8], at key: Bytes, expiresAt: Int? = nil) {
        entries[key] = KeyspaceEntry(value: .string(bytes), expiresAt: expiresAt)
    }

    private mutating func setWithTime(_ call: CommandCall, unit: Int) -> RedisReply {
        Self.refusing { () throws(Refusal) in
            put(call.arguments[3], at: call.key(), expiresAt: try expiry(call.arguments[2], unit: unit, isMoment: false, call))
            return .ok
        }
    }

    /// The moment after which a key is gone.
    private func expiry(_ text: [UInt8], unit: Int, isMoment: Bool, _ call: CommandCall) throws(Refusal) -> Int {
        guard let number = NumberText.integer(text) else { throw Refusal(.notAnInteger) }
        let (scaled, isTooLarge) = number.multipliedReportingOverflow(by: unit)
        let (time, isTooLate) = scaled.addingReportingOverflow(isMoment ? 0 : call.now)
        guard number > 0, !isTooLarge, !isTooLate else {
            throw Refusal("ERR invalid expire time in '\(call.name)' command")
        }
        return time
    }

    private mutating func set(_ call: CommandCall) throws(Refusal) -> RedisReply {
        guard let options = SetOptions.read(call.arguments[3...]) else { throw Refusal(.syntaxError) }
        var expiresAt: Int?
        if let time = options.time {
            expiresAt = try expiry(time.text, unit: time.unit, isMoment: time.isMoment, call)
        }
        let present = entry(call.key(), at: call.now)
        var old = RedisReply.null
        if options.givesOld, let present {
            guard case .string(let bytes) = present.value else { return .wrongType }
            old = .bulk(bytes)
        }
        let isRefused = options.condition == .absent && present != nil || options.condition == .present && present == nil
        guard !isRefused else { return options.givesOld ? old : .null }
        put(call.arguments[2], at: call.key(), expiresAt: options.keepsTime ? present?.expiresAt : expiresAt)
        return options.givesOld ? old : .ok
    }
}

/// What follows key and value of SET.
struct SetOptions {
    enum Condition { case always, absent, present }

    private(set) var condition = Condition.always
    private(set) var givesOld = false
    private(set) var keepsTime = false
    private(set) var time: (word: String, text: [UInt8], unit: Int, isMoment: Bool)?

    /// Reads the options; `nil` where they contradict each other or are none.
    static func read(_ words: ArraySlice<[UInt8]>) -> SetOptions? {
        var options = SetOptions()
        var rest = words
        while let word = rest.popFirst().map({ Bytes($0.lowercased).text }) {
            switch word {
            case "nx" where options.condition != .present: options.condition = .absent
            case "xx" where options.condition != .absent: options.condition = .present
            case "get": options.givesOld = true
            case "keepttl" where options.time == nil: options.keepsTime = true
            case "ex", "px", "exat", "pxat":
                guard !options.keepsTime, options.time?.word ?? word == word, let text = rest.popFirst() else { return nil }
                options.time = (word, text, word.hasPrefix("e") ? 1000 : 1, word.hasSuffix("at"))
            default: return nil
            }
        }
        return options
    }
}

extension RedisReply {
    /// A value that may be missing.
    init(_ bytes: [UInt8]?) {
        if let bytes { self = .bulk(bytes) } else { self = .null }
    }
}
