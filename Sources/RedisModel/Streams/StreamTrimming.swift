import Redis

/// What follows the key of XADD and XTRIM.
struct StreamTrimming {
    /// The id that XADD is asked for.
    enum WantedID: Equatable {
        case next
        /// `1700000000000-*`
        case nextWithin(UInt64)
        case whole(StreamID)

        /// The id of an entry behind the last one; `nil` where there is none.
        func id(after last: StreamID, now: Int) -> StreamID? {
            switch self {
            case .next:
                let moment = UInt64(clamping: now)
                return moment > last.milliseconds ? StreamID(milliseconds: moment, number: 0) : last.next
            case .nextWithin(let milliseconds):
                if milliseconds > last.milliseconds { return StreamID(milliseconds: milliseconds, number: 0) }
                return milliseconds == last.milliseconds && last.number < .max ? last.next : nil
            case .whole(let id): return id > last ? id : nil
            }
        }
    }

    private enum Bound {
        case length(Int)
        case id(StreamID)
    }

    private var bound: Bound?
    private var isRough = false
    private var limit: Int?
    private(set) var isForExisting = false
    private(set) var id = WantedID.next
    /// The place of the id among the arguments, or behind them.
    private(set) var end = 2

    /// Reads the options, and for XADD the id.
    static func read(_ call: CommandCall, isAdding: Bool) throws(Refusal) -> StreamTrimming {
        var options = StreamTrimming()
        try options.read(call.arguments, isAdding: isAdding)
        if options.limit ?? 0 > 0, options.bound == nil {
            throw Refusal("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy")
        }
        if !isAdding, options.bound == nil {
            throw Refusal("ERR syntax error, XTRIM must be called with a trimming strategy")
        }
        if options.limit != nil, !options.isRough {
            throw Refusal("ERR syntax error, LIMIT cannot be used without the special ~ option")
        }
        return options
    }

    private mutating func read(_ arguments: [[UInt8]], isAdding: Bool) throws(Refusal) {
        while end < arguments.count {
            let word = arguments[end]
            let hasMore = end + 1 < arguments.count
            if isAdding, word == [UInt8(ascii: "*")] {
                return
            } else if word.isWord("maxlen"), hasMore {
                let text = try operand(arguments)
                guard let length = NumberText.integer(text) else { throw Refusal(.notAnInteger) }
                guard length >= 0 else { throw Refusal("ERR The MAXLEN argument must be >= 0.") }
                bound = .length(length)
            } else if word.isWord("minid"), hasMore {
                bound = .id(try StreamID.read(try operand(arguments)))
            } else if word.isWord("limit"), hasMore {
                guard let number = NumberText.integer(arguments[end + 1]) else { throw Refusal(.notAnInteger) }
                guard number >= 0 else { throw Refusal("ERR The LIMIT argument must be >= 0.") }
                limit = number
                end += 1
            } else if isAdding, word.isWord("nomkstream") {
                isForExisting = true
            } else if isAdding {
                id = try Self.wanted(word)
                return
            } else {
                throw Refusal(.syntaxError)
            }
            end += 1
        }
    }

    /// The operand of MAXLEN or MINID, behind `~` or `=`.
    private mutating func operand(_ arguments: [[UInt8]]) throws(Refusal) -> [UInt8] {
        guard bound == nil else {
            throw Refusal("ERR syntax error, MAXLEN and MINID options at the same time are not compatible")
        }
        isRough = false
        if end + 2 < arguments.count, arguments[end + 1] == [UInt8(ascii: "~")] || arguments[end + 1] == [UInt8(ascii: "=")] {
            isRough = arguments[end + 1] == [UInt8(ascii: "~")]
            end += 1
        }
        end += 1
        return arguments[end]
    }

    private static func wanted(_ text: [UInt8]) throws(Refusal) -> WantedID {
        if text.suffix(2).elementsEqual("-*".utf8) {
            guard let milliseconds = StreamID.unsigned(text.dropLast(2)) else { throw StreamID.invalid }
            return .nextWithin(milliseconds)
        }
        return .whole(try StreamID.read(text))
    }

    /// Trims a stream; returns by how many entries. Roughly is by whole nodes, ten thousand entries at most by itself.
    func trim(_ stream: inout StreamValue) -> Int {
        guard let bound else { return 0 }
        let length = stream.entries.count
        let excess: Int
        switch bound {
        case .length(let wanted):
            excess =
                isRough
                ? stream.nodes.oldest(limit: limit ?? 10_000) { gone, count, _ in length - gone - count >= wanted }
                : max(0, length - wanted)
        case .id(let id):
            excess =
                isRough
                ? stream.nodes.oldest(limit: limit ?? 10_000) { _, _, last in last < id } : stream.place(from: id)
        }
        return stream.trim(toLength: length - excess)
    }
}
