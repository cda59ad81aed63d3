/// A stream: entries in order, and groups of readers.
struct StreamValue: KeyspacePayload, Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        let id: StreamID
        /// Fields and values one after the other.
        let parts: [[UInt8]]
    }

    private(set) var entries: [Entry] = []
    private(set) var nodes = StreamNodes()
    /// The greatest id that it ever had.
    var lastID = StreamID.least
    private(set) var greatestDeleted = StreamID.least
    /// How many entries it ever had.
    private(set) var added = 0
    var groups: [Bytes: StreamGroup] = [:]
    /// A stream without entries is one all the same.
    var exists = false

    init() {}

    init?(taking value: inout KeyspaceValue) {
        guard case .stream(let stream) = value else { return nil }
        value = .taken
        self = stream
    }

    var wrapped: KeyspaceValue { .stream(self) }
    var isGone: Bool { !exists }

    /// Appends an entry behind the last.
    mutating func append(_ id: StreamID, _ parts: [[UInt8]]) {
        entries.append(Entry(id: id, parts: parts))
        nodes.append(id, parts)
        lastID = id
        added += 1
        exists = true
    }

    /// How the entries lie in nodes is not what a stream holds.
    static func == (one: StreamValue, other: StreamValue) -> Bool {
        one.entries == other.entries && one.lastID == other.lastID && one.greatestDeleted == other.greatestDeleted
            && one.added == other.added && one.groups == other.groups
    }

    // MARK: - Looking

    /// The place of the first entry that is not before an id.
    func place(from id: StreamID) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func entry(_ id: StreamID) -> Entry? {
        let place = place(from: id)
        return place < entries.count && entries[place].id == id ? entries[place] : nil
    }

    /// The entries from one id to another, both among them.
    func range(_ start: StreamID, _ end: StreamID) -> ArraySlice<Entry> {
        guard start <= end else { return [] }
        let last = end.next.map { place(from: $0) } ?? entries.count
        return entries[place(from: start)..<last]
    }

    var firstID: StreamID { entries.first?.id ?? .least }

    // MARK: - Trimming

    /// Removes the oldest down to a length; returns how many.
    mutating func trim(toLength length: Int) -> Int {
        let count = max(0, entries.count - length)
        entries.removeFirst(count)
        nodes.removeOldest(count)
        return count
    }

    /// Removes one entry; returns whether it was there.
    mutating func remove(_ id: StreamID) -> Bool {
        let place = place(from: id)
        guard place < entries.count, entries[place].id == id else { return false }
        entries.remove(at: place)
        nodes.remove(id)
        greatestDeleted = max(greatestDeleted, id)
        return true
    }

    // MARK: - Counting

    /// Whether an entry behind an id was deleted, so that counting is no longer sure.
    func hasGaps(from id: StreamID) -> Bool {
        guard !entries.isEmpty, greatestDeleted != .least, firstID <= greatestDeleted else { return false }
        return id <= greatestDeleted
    }

    /// How many entries there ever were up to an id; `nil` where that cannot be known.
    func countEver(upTo id: StreamID) -> Int? {
        if added == 0 { return 0 }
        if entries.isEmpty, id <= lastID { return added }
        if id == lastID { return added }
        guard id < lastID, greatestDeleted == .least || greatestDeleted < firstID else { return nil }
        if id < firstID { return added - entries.count }
        return id == firstID ? added - entries.count + 1 : nil
    }
}

/// A group of readers of a stream.
struct StreamGroup: Sendable, Equatable {
    /// An entry that was delivered and not acknowledged.
    struct Pending: Sendable, Equatable {
        let id: StreamID
        var consumer: Bytes
        /// Milliseconds since 1970.
        var deliveredAt: Int
        var deliveries: Int
    }

    /// The last that was delivered.
    var lastID: StreamID
    /// How many entries were read; `nil` where it is not known.
    var readCount: Int?
    /// In the order of the ids.
    private(set) var pending: [Pending] = []
    /// When each consumer was seen last.
    var consumers: [Bytes: Int] = [:]

    init(lastID: StreamID, readCount: Int?) {
        self.lastID = lastID
        self.readCount = readCount
    }

    /// The place of the first pending entry that is not before an id.
    func place(from id: StreamID) -> Int {
        var (low, high) = (0, pending.count)
        while low < high {
            let middle = (low + high) / 2
            if pending[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The pending entry of an id.
    subscript(id: StreamID) -> Pending? {
        get {
            let place = place(from: id)
            return place < pending.count && pending[place].id == id ? pending[place] : nil
        }
        set {
            let place = place(from: id)
            let isThere = place < pending.count && pending[place].id == id
            switch (newValue, isThere) {
            case (.some(let entry), true): pending[place] = entry
            case (.some(let entry), false): pending.insert(entry, at: place)
            case (nil, true): pending.remove(at: place)
            case (nil, false): break
            }
        }
    }

    /// Removes a consumer; returns how many entries were pending with it.
    mutating func removeConsumer(_ name: Bytes) -> Int {
        guard consumers.removeValue(forKey: name) != nil else { return 0 }
        let count = pending.count
        pending.removeAll { $0.consumer == name }
        return count - pending.count
    }
}
