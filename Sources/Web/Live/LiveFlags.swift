package import FlagStore
import Flags
import Logging
import Store
import Wire

/// Tells listeners of flags and segments that changed, each once an evaluation here has the change.
package final class LiveFlags: LiveSource {
    /// So much may happen while a listener takes nothing.
    static let patience = 256
    /// The most entries of the log that a listener who comes back is told of; after more, everything is to be read anew.
    static let longestGap = 1000

    private let follower: FlagFollower
    private let feed = NewsFeed<LiveEvent>()

    /// Tells of what `follower` hears.
    package init(follower: FlagFollower) { self.follower = follower }

    /// How many listen.
    package var listeners: Int { feed.count }

    /// Tells until the task is cancelled or the follower ends; then all streams end.
    package func run() async {
        var isFirst = true
        while !Task.isCancelled {
            let changes = follower.changes(buffering: 4 * Self.patience)
            guard let snapshot = await follower.loaded() else { break }
            // Who came before there was anything to evaluate was not told where the log stands.
            if isFirst { feed.send([Self.reset(snapshot.revision)]) }
            isFirst = false
            var hasHeard = false
            for await news in changes {
                hasHeard = true
                feed.send([event(news)])
            }
            // Listeners find in the log what was missed here.
            feed.cut()
            guard hasHeard else { break }
        }
        feed.finish()
    }

    func listen() -> NewsListener<LiveEvent> { feed.listen(buffering: Self.patience) }

    func opening(since: String?) async -> LiveOpening {
        guard let snapshot = follower.snapshot else { return LiveOpening() }
        let revision = snapshot.revision ?? "0-0"
        guard let since else { return LiveOpening(revision: revision) }
        // A log that cannot be read now tells as little as one that no longer goes so far back.
        guard case .news(let news)? = try? await follower.news(since: since, limit: Self.longestGap) else {
            return LiveOpening(revision: revision, missed: [Self.reset(revision)])
        }
        // Until all that was missed is told, the listener knows the log no further than before.
        let known = news.isEmpty ? revision : Revision(since)?.text
        return LiveOpening(revision: known, missed: news.map(event))
    }

    // MARK: - Events

    private func event(_ news: FlagNews) -> LiveEvent {
        guard news.kind != .reset else { return Self.reset(news.revision) }
        // What somebody wrote past the log may bear any text.
        let id = Revision(news.revision)
        let revision = id.map { JSON($0.text) }
        let all = LiveMessage(id: id?.text, name: news.kind.rawValue, [("key", JSON(news.key)), ("revision", revision)])
        return LiveEvent(
            id: id,
            identity: "\(news.kind.rawValue) \(news.key) \(news.revision)",
            all: all,
            browsers: isForBrowsers(news) ? all : LiveMessage(id: id?.text, name: "changed", [("revision", revision)]),
            evaluators: Self.refetch(id)
        )
    }

    /// Whether browsers may know the name: of flags that are theirs, and of no segment.
    private func isForBrowsers(_ news: FlagNews) -> Bool {
        news.kind == .flagUpdated && follower.snapshot?.flag(news.key)?.clientSide == true
    }

    private static func reset(_ revision: String?) -> LiveEvent {
        let id = revision.flatMap { Revision($0) }
        let message = LiveMessage(id: id?.text, name: FlagNews.Kind.reset.rawValue, [("revision", id.map { JSON($0.text) })])
        return LiveEvent(
            id: id,
            identity: "reset \(id?.text ?? "")",
            all: message,
            browsers: message,
            evaluators: refetch(id)
        )
    }

    private static func refetch(_ id: Revision?) -> LiveMessage {
        LiveMessage(id: id?.text, name: "message", [("type", "refetchEvaluation"), ("etag", id.map { JSON($0.text) })])
    }
}
