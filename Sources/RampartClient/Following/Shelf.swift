import FlagStore
import Flags
import Synchronization

/// Where the newest board stands. Whoever evaluates takes it from here, under a lock that is held for a moment only.
final class Shelf: Sendable {
    private let current = Mutex<Board?>(nil)
    private let tally: UsageTally?
    private let feed = NewsFeed<FlagUpdate>()
    private let isLoaded = Gate()
    private let bellRinger: AsyncStream<Void>.Continuation
    /// Rings when there is another board.
    let bell: AsyncStream<Void>

    /// An empty shelf whose boards count into `tally`.
    init(tally: UsageTally?) {
        self.tally = tally
        (bell, bellRinger) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// The newest board; `nil` before the first.
    var board: Board? { current.withLock { $0 } }

    /// Puts a snapshot in place; called by one at a time. What came from the disk is followed by news of what is different,
    /// since no source tells of it.
    func put(_ snapshot: Snapshot, from origin: Board.Origin) {
        let old = board
        let new = Board(snapshot, from: origin, after: old, tally: tally)
        current.withLock { $0 = new }
        isLoaded.open()
        bellRinger.yield()
        if case .disk? = old?.origin { tell(Ripple.updates(from: old?.snapshot, to: snapshot)) }
    }

    /// Tells of changes that are in place.
    func tell(_ updates: [FlagUpdate]) { feed.send(updates) }

    /// Changes from now on.
    func updates(buffering limit: Int) -> AsyncStream<FlagUpdate> { feed.listen(buffering: limit).stream }

    /// Returns once there is a board, nothing more comes, the limit is over, or the task is cancelled.
    func loaded(within limit: Duration?) async {
        guard let limit else { return await isLoaded.pass() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.isLoaded.pass() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Nothing more comes.
    func finish() {
        feed.finish()
        isLoaded.open()
    }
}
