import Flags
import Logging
import Redis
package import Store
import Synchronization
import Wire

extension FlagFollower {
    /// Entries of the log that are read at once.
    private static let pageLength = 500
    /// So many pages are read before reading everything is the shorter way.
    private static let mostPages = 20

    /// What the log has of the time since some id.
    private struct Passage {
        /// What was named, with the id of the last entry for each.
        var entries: [FlagName: String] = [:]
        /// The id of the last entry.
        var last: String
        /// Whether the log still has what was known of it.
        var isWhole = true
        /// Whether it was read to its end.
        var isComplete = false
    }

    /// Does what is wanted; `false` where Redis could not be read.
    func read(_ want: Want) async -> Bool {
        let subscriptions = status.withLock { $0.subscriptions }
        book.withLock { $0.beginReading() }
        defer {
            book.withLock { $0.endReading() }
            release(unlessSince: subscriptions)
        }
        do throws(StoreFault) {
            let (place, newest) = book.withLock { ($0.place, $0.newest) }
            if want == .log, let place {
                let passage = try await passage(after: place, knowing: newest)
                if passage.isWhole, passage.isComplete {
                    try await take(passage)
                } else {
                    try await takeEverything(after: place, knowing: newest)
                }
            } else {
                try await takeEverything(after: place, knowing: newest)
            }
        } catch {
            guard !Task.isCancelled else { return false }
            let wasFine = status.withLock { status in
                defer { status.fault = error.description }
                return status.fault == nil
            }
            if wasFine { logger.warning("Flags cannot be read", metadata: ["error": "\(error)"]) }
            return false
        }
        status.withLock { status in
            status.isCaughtUp = status.subscriptions == subscriptions
            status.lastHeard = clock.now()
            status.fault = nil
        }
        return true
    }

    /// Tells what was held back while the log was read, in the order of the log. What a connection made since may have missed
    /// is not read yet.
    private func release(unlessSince subscriptions: Int) {
        guard status.withLock({ $0.subscriptions }) == subscriptions else { return }
        book.withLock { _ in
            let news = withheld.withLock { held in
                defer { held = nil }
                return held ?? []
            }
            feed.send(Self.inOrder(news))
        }
    }

    /// What the log names after `place`.
    private func passage(after place: String, knowing newest: String) async throws(StoreFault) -> Passage {
        var passage = Passage(last: place)
        for page in 0..<Self.mostPages {
            let news = try await store.news(
                after: passage.last,
                knowing: page == 0 ? newest : passage.last,
                limit: Self.pageLength
            )
            passage.isWhole = news.isWhole
            guard news.isWhole else { return passage }
            for entry in news.entries {
                if let name = FlagName(entry) { passage.entries[name] = entry.id }
                passage.last = entry.id
            }
            guard news.entries.count == Self.pageLength else {
                passage.isComplete = true
                return passage
            }
        }
        return passage
    }

    private func take(_ passage: Passage) async throws(StoreFault) {
        let reader = LibraryReader(client: store.client, names: store.names)
        let read = try await reader.read(passage.entries.keys.sorted())
        warn(of: read.unreadable)
        change { book in
            book.take(flags: read.flags, segments: read.segments, of: passage.entries, upTo: passage.last)
        }
    }

    private func takeEverything(after place: String?, knowing newest: String) async throws(StoreFault) {
        let reader = LibraryReader(client: store.client, names: store.names)
        let library = try await reader.library()
        // Read after the flags, so that whatever changed them by the rules is named.
        let passage: Passage?
        if let place { passage = try await self.passage(after: place, knowing: newest) } else { passage = nil }
        warn(of: library.unreadable)
        var handWritten: [FlagName] = []
        change { book in
            let outcome = book.take(
                library,
                entries: passage.flatMap { $0.isComplete ? $0.entries : nil },
                isWhole: passage?.isWhole ?? true
            )
            handWritten = outcome.handWritten
            return outcome.news
        }
        status.withLock { status in
            status.loads += 1
            status.handWritten += handWritten.count
        }
        if passage?.isWhole == false { logger.warning("The flags' log is another than before; everything was read again") }
        for name in handWritten {
            logger.warning(
                "Somebody has changed flags past the log; write them over the API or by the command line",
                metadata: ["changed": "\(name)"]
            )
            settings.onHandWritten?(name)
        }
    }

    private func warn(of unreadable: [FlagName: StoreFault]) {
        for (name, fault) in unreadable.sorted(by: { $0.key < $1.key }) {
            logger.warning("Something is listed and cannot be read", metadata: ["name": "\(name)", "error": "\(fault)"])
        }
    }

    private static func inOrder(_ news: [FlagNews]) -> [FlagNews] {
        news.enumerated().sorted { one, other in
            guard let first = Revision(one.element.revision), let second = Revision(other.element.revision), first != second
            else { return one.offset < other.offset }
            return first < second
        }.map(\.element)
    }
}

extension FlagFollower {
    /// What a listener missed since `revision`, as far as the snapshot has it. Take ``changes(buffering:)`` first: what comes
    /// after the snapshot comes there, and some may come twice.
    ///
    /// - Parameter limit: how many entries of the log are looked through at most; where there are more, it is too old.
    package func news(since revision: String, limit: Int = 1000) async throws(StoreFault) -> MissedNews {
        guard let since = Revision(revision), limit > 0, let reached = snapshot?.revision else { return .tooOld }
        // An id from before a log that began anew would find entries, and not all.
        guard let newest = Revision(reached), since <= newest else { return .tooOld }
        let (asked, _) = limit.addingReportingOverflow(1)
        let log = try await store.news(after: revision, knowing: revision, limit: max(limit, asked))
        guard log.isWhole, log.entries.count <= limit else { return .tooOld }
        var latest: [FlagName: FlagNews] = [:]
        for entry in log.entries {
            guard let name = FlagName(entry), let id = Revision(entry.id), id <= newest else { continue }
            let isGone = entry.kind == "flag_deleted" || entry.kind == "segment_deleted"
            latest[name] = FlagNews(kind: .init(name.kind, isGone: isGone), key: name.key, revision: entry.id)
        }
        return .news(Self.inOrder(Array(latest.values)))
    }
}

extension FlagName {
    /// The flag or segment that an entry of the log may have changed; `nil` for what is about neither, such as a plan's file.
    init?(_ entry: LogEntry) {
        switch entry.event["type"]?.string {
        case "plan", "system": return nil
        case "segment":
            guard let id = entry.event["segment"]?.string, !id.isEmpty else { return nil }
            self = .segment(id)
        default:
            guard !entry.flag.isEmpty else { return nil }
            self = .flag(entry.flag)
        }
    }
}
