import Flags
import Store
import Wire

/// What a follower holds, and what becomes of it by messages and by reading. Pure: no IO, no clock, no lock.
///
/// While Redis is being read, messages still come in and are taken at once; what they brought wins over what was read
/// before it.
struct FollowerBook: Sendable {
    /// A flag or segment as it is held.
    enum Holding: Sendable, Equatable {
        case flag(StoredFlag)
        case segment(StoredSegment)

        var revision: String? {
            switch self {
            case .flag(let stored): stored.flag.stamp.revision
            case .segment(let stored): stored.segment.stamp.revision
            }
        }

        var order: Revision? { revision.flatMap { Revision($0) } }
    }

    /// What a message said while Redis was being read.
    private struct Heard: Sendable {
        var revision: Revision
        /// `nil` for what is gone.
        var holding: Holding?
    }

    /// How many removals are remembered, for messages that come late.
    private static let mostRemoved = 10_000

    /// Compiled from what is held; `nil` before the first reading.
    private(set) var snapshot: Snapshot?
    /// Up to here the log has been read; `nil` before the first reading.
    private(set) var place: String?
    /// The newest id that was read or heard of: where the log no longer has it, Redis forgot.
    private(set) var newest = LibraryReader.beginning
    private var held: [FlagName: Holding] = [:]
    private var removed: [FlagName: Revision] = [:]
    private var heard: [FlagName: Heard] = [:]
    private var isReading = false

    // MARK: - Messages

    /// Takes a message of the channel; what is older than what is held, or the same, changes nothing.
    mutating func take(message: JSON) -> [FlagNews] {
        guard let change = Self.change(message), let text = message["revision"]?.string, let revision = Revision(text) else {
            return []
        }
        // What was read of the log has it in.
        if let place = place.flatMap({ Revision($0) }), revision <= place { return [] }
        let name = change.name
        if isReading || snapshot == nil {
            if let known = heard[name], revision <= known.revision { return [] }
            heard[name] = Heard(revision: revision, holding: change.holding)
        }
        guard snapshot != nil else { return [] }
        if let known = held[name]?.order ?? removed[name], revision <= known { return [] }
        note(text)
        guard change.holding != nil || held[name] != nil else {
            // Its creation may still come, late.
            remember(removal: name, revision)
            return []
        }
        apply([name: change.holding])
        if change.holding == nil { remember(removal: name, revision) }
        return [FlagNews(kind: .init(name.kind, isGone: change.holding == nil), key: name.key, revision: text)]
    }

    private static func change(_ message: JSON) -> (name: FlagName, holding: Holding?)? {
        switch message["type"]?.string {
        case "flag_updated":
            message["flag"].flatMap { StoredFlag(message: $0) }.map { (.flag($0.flag.key), .flag($0)) }
        case "segment_updated":
            message["segment"].flatMap { StoredSegment(message: $0) }.map { (.segment($0.segment.id), .segment($0)) }
        case "flag_deleted": message["key"]?.string.map { (.flag($0), nil) }
        case "segment_deleted": message["key"]?.string.map { (.segment($0), nil) }
        default: nil
        }
    }

    private mutating func remember(removal name: FlagName, _ revision: Revision) {
        if removed.count >= Self.mostRemoved { removed = [:] }
        removed[name] = revision
    }

    // MARK: - Reading

    /// Redis is about to be read.
    mutating func beginReading() {
        isReading = true
        // Before the first reading, everything heard is kept for it.
        if snapshot != nil { heard = [:] }
    }

    /// The reading is over, whatever it came to.
    mutating func endReading() {
        isReading = false
        if snapshot != nil { heard = [:] }
    }

    /// Takes what was read of everything that log entries named, up to the entry `last`.
    ///
    /// - Parameter entries: what they named, with the id of the last entry for each.
    mutating func take(
        flags: [StoredFlag],
        segments: [StoredSegment],
        of entries: [FlagName: String],
        upTo last: String
    ) -> [FlagNews] {
        var read = Self.holdings(flags, segments)
        var changes: [FlagName: Holding?] = [:]
        for name in entries.keys {
            let now = settled(name, read.removeValue(forKey: name))
            if now != held[name] { changes.updateValue(now, forKey: name) }
        }
        place = last
        note(last)
        let news = changes.map { name, now in
            FlagNews(
                kind: .init(name.kind, isGone: now == nil),
                key: name.key,
                revision: now?.revision ?? entries[name] ?? last
            )
        }
        apply(changes)
        return news.sorted { Self.isEarlier($0, $1) }
    }

    /// Takes everything anew.
    ///
    /// - Parameters:
    ///   - entries: what the log names since the last reading, with the id of the last entry for each; `nil` where that is
    ///     not known, and nothing can be said of other writers.
    ///   - isWhole: whether the log still has what was known of it.
    /// - Returns: what changed, and of this what no entry of the log tells of.
    mutating func take(
        _ library: FlagLibrary,
        entries: [FlagName: String]?,
        isWhole: Bool
    ) -> (news: [FlagNews], handWritten: [FlagName]) {
        let isFirst = snapshot == nil
        let read = Self.holdings(library.flags, library.segments)
        var changes: [FlagName: Holding?] = [:]
        for name in Set(held.keys).union(read.keys).union(heard.keys) {
            let now = settled(name, read[name])
            if now != held[name] { changes.updateValue(now, forKey: name) }
        }
        // What was held has all that the log says of it up to its own revision; only a later entry explains a change.
        let explained = (entries ?? [:]).filter { name, id in
            guard let known = held[name]?.order ?? removed[name], let entry = Revision(id) else { return true }
            return entry > known
        }
        place = library.revision
        newest = LibraryReader.beginning
        note(library.revision)
        for heard in heard.values { note(heard.revision.text) }
        removed = [:]
        apply(changes)
        guard !isFirst else { return ([], []) }
        guard isWhole else { return ([FlagNews(kind: .reset, key: "", revision: newest)], []) }
        let handWritten =
            entries == nil ? [] : changes.keys.filter { explained[$0] == nil && heard[$0] == nil }.sorted()
        let byHand = Set(handWritten)
        let news = changes.map { name, now in
            FlagNews(
                kind: .init(name.kind, isGone: now == nil),
                key: name.key,
                revision: (byHand.contains(name) ? nil : now?.revision ?? explained[name]) ?? newest
            )
        }
        return (news.sorted { Self.isEarlier($0, $1) }, handWritten)
    }

    /// What was read, or what was heard of it since, if that is newer.
    private func settled(_ name: FlagName, _ read: Holding?) -> Holding? {
        guard let heard = heard[name] else { return read }
        if let order = read?.order, order >= heard.revision { return read }
        return heard.holding
    }

    private static func holdings(_ flags: [StoredFlag], _ segments: [StoredSegment]) -> [FlagName: Holding] {
        var holdings: [FlagName: Holding] = [:]
        for stored in flags { holdings[.flag(stored.flag.key)] = .flag(stored) }
        for stored in segments { holdings[.segment(stored.segment.id)] = .segment(stored) }
        return holdings
    }

    /// In the order of the log; texts of different lengths do not compare as numbers do.
    private static func isEarlier(_ one: FlagNews, _ other: FlagNews) -> Bool {
        guard let first = Revision(one.revision), let second = Revision(other.revision), first != second else {
            return (one.kind.rawValue, one.key) < (other.kind.rawValue, other.key)
        }
        return first < second
    }

    private mutating func note(_ text: String) {
        guard let revision = Revision(text) else { return }
        if let known = Revision(newest), revision <= known { return }
        newest = text
    }

    // MARK: - The snapshot

    private mutating func apply(_ changes: [FlagName: Holding?]) {
        var flags: [StoredFlag] = []
        var gone: [String] = []
        var hasSegments = false
        for (name, now) in changes {
            held[name] = now
            switch (name.kind, now) {
            case (.flag, .flag(let stored)?): flags.append(stored)
            case (.flag, _): gone.append(name.key)
            case (.segment, _): hasSegments = true
            }
        }
        guard var next = snapshot else {
            snapshot = Snapshot(stored: flags, segments: segments, revision: newest)
            return
        }
        guard !changes.isEmpty || next.revision != newest else { return }
        next = next.replacing(flags: flags, removing: gone, revision: newest)
        if hasSegments { next = next.replacing(segments: segments, revision: newest) }
        snapshot = next
    }

    private var segments: [StoredSegment] {
        held.values.compactMap { holding in
            if case .segment(let stored) = holding { stored } else { nil }
        }
    }
}
