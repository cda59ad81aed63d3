/// How a server keeps a stream's entries in nodes: trimming with `~` takes whole nodes only.
///
/// A node takes at most 100 entries and about 4096 bytes, the server's own settings; bytes are counted as its listpacks
/// count them.
struct StreamNodes: Sendable {
    private struct Node: Sendable {
        let firstID: StreamID
        let fields: [[UInt8]]
        var lastID: StreamID
        var bytes: Int
        var live = 0
        var deleted = 0
    }

    private var nodes: [Node] = []

    private static let maxEntries = 100
    private static let maxBytes = 4096

    /// Notes an entry behind all others.
    mutating func append(_ id: StreamID, _ parts: [[UInt8]]) {
        let fields = stride(from: 0, to: parts.count, by: 2).map { parts[$0] }
        let size = parts.reduce(0) { $0 + $1.count }
        let isFull =
            nodes.last.map { $0.bytes + size >= Self.maxBytes || $0.live + $0.deleted >= Self.maxEntries } ?? true
        if isFull {
            // Header and end, three counts and a closing zero, each two bytes here, and the fields.
            let bytes = 7 + Self.size(1) + Self.size(0) + Self.size(fields.count) + Self.size(0)
            nodes.append(Node(firstID: id, fields: fields, lastID: id, bytes: bytes + fields.reduce(0) { $0 + Self.size($1) }))
        }
        let last = nodes.count - 1
        let isAlike = nodes[last].fields == fields
        let values = stride(from: 1, to: parts.count, by: 2).reduce(0) { $0 + Self.size(parts[$1]) }
        let others = isAlike ? 0 : Self.size(fields.count) + fields.reduce(0) { $0 + Self.size($1) }
        // The differences wrap around like the server's.
        let time = Int(truncatingIfNeeded: id.milliseconds &- nodes[last].firstID.milliseconds)
        let number = Int(truncatingIfNeeded: id.number &- nodes[last].firstID.number)
        let count = fields.count + 3 + (isAlike ? 0 : fields.count + 1)
        nodes[last].bytes += Self.size(0) + Self.size(time) + Self.size(number) + values + others + Self.size(count)
        nodes[last].lastID = id
        nodes[last].live += 1
    }

    /// Notes that an entry was deleted.
    mutating func remove(_ id: StreamID) {
        guard let place = nodes.lastIndex(where: { $0.firstID <= id }) else { return }
        nodes[place].live -= 1
        nodes[place].deleted += 1
        if nodes[place].live == 0 { nodes.remove(at: place) }
    }

    /// Notes that so many of the oldest entries are gone.
    mutating func removeOldest(_ count: Int) {
        var left = count
        var whole = 0
        while whole < nodes.count, nodes[whole].live <= left {
            left -= nodes[whole].live
            whole += 1
        }
        nodes.removeFirst(whole)
        guard left > 0, !nodes.isEmpty else { return }
        nodes[0].live -= left
        nodes[0].deleted += left
    }

    /// How many of the oldest entries stand in whole nodes that may go.
    ///
    /// - Parameters:
    ///   - limit: how many entries may go at most; 0 is no bound.
    ///   - mayGo: told how many go before it and a node's count of entries and last id.
    func oldest(limit: Int, while mayGo: (_ gone: Int, _ count: Int, _ lastID: StreamID) -> Bool) -> Int {
        var gone = 0
        for node in nodes {
            if limit > 0, gone + node.live > limit { break }
            guard mayGo(gone, node.live, node.lastID) else { break }
            gone += node.live
        }
        return gone
    }

    // MARK: - Sizes

    /// The bytes of a part in a listpack: numbers are packed.
    private static func size(_ part: [UInt8]) -> Int {
        if let number = NumberText.integer(part) { return size(number) }
        let length = part.count + (part.count < 64 ? 1 : part.count < 4096 ? 2 : 5)
        let back = length <= 127 ? 1 : length < 16_383 ? 2 : length < 2_097_151 ? 3 : length < 268_435_455 ? 4 : 5
        return length + back
    }

    private static func size(_ number: Int) -> Int {
        switch number {
        case 0...127: 2
        case -4096...4095: 3
        case -32_768...32_767: 4
        case -8_388_608...8_388_607: 5
        case -2_147_483_648...2_147_483_647: 6
        default: 10
        }
    }
}
