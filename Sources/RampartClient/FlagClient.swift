import Curl
import FlagStore
import Flags
import Logging
import Redis
public import ServiceLifecycle
import Synchronization

/// Evaluates feature flags in the process, from a snapshot that follows Redis or a Rampart server.
///
/// An evaluation waits for nothing and throws nothing: until flags have arrived, and where a flag cannot be evaluated, it
/// serves the caller's default. When the source is gone, the last flags stay.
public final class FlagClient: Service, Sendable {
    private let shelf: Shelf
    private let source: any FlagSource
    private let desk: ExposureDesk
    private let post: ExposurePost?
    private let keeper: SnapshotKeeper?
    private let hasRun = Atomic(false)

    /// A client that follows Redis itself, with the rights of an evaluator. Does nothing until ``run()``.
    ///
    /// - Parameters:
    ///   - url: `redis://[user[:password]@]host[:port][/db]`, `rediss://…` or `unix:///path`.
    ///   - options: how the client works.
    /// - Throws: ``FlagClientFault`` where the URL is none.
    public convenience init(
        redis url: String,
        options: FlagClientOptions = FlagClientOptions()
    ) throws(FlagClientFault) {
        let redis = try RedisOptions(url: url, options)
        let tally = UsageTally()
        let shelf = Shelf(tally: tally)
        let source = RedisSource(options: redis, shelf: shelf, tally: tally, with: options)
        self.init(source: source, shelf: shelf, post: nil, options: options)
    }

    /// A client that follows a Rampart server, which hands out the flags that are marked `clientSide` and no others. Does
    /// nothing until ``run()``.
    ///
    /// - Parameters:
    ///   - url: the server's address, such as `https://rampart.example.com`.
    ///   - token: a token of the role `client`; `nil` for a server on this machine that asks for none.
    ///   - options: how the client works.
    /// - Throws: ``FlagClientFault`` where the URL is none, or there is no room for an HTTP client.
    public convenience init(
        server url: String,
        token: String? = nil,
        options: FlagClientOptions = FlagClientOptions()
    ) throws(FlagClientFault) {
        let address = try ServerAddress(url: url, token: token, authorityFile: options.authorityFile)
        let shelf = Shelf(tally: nil)
        let curl = try Self.curl()
        let source = ServerSource(address, curl: curl, shelf: shelf, poll: options.pollInterval, logger: options.logger)
        let post = ExposurePost(address, curl: curl, every: options.exposureInterval, logger: options.logger)
        self.init(source: source, shelf: shelf, post: post, options: options)
    }

    init(source: any FlagSource, shelf: Shelf, post: ExposurePost?, options: FlagClientOptions) {
        self.source = source
        self.shelf = shelf
        self.post = post
        desk = ExposureDesk(hook: options.onExposure, queue: post?.queue)
        keeper = options.snapshotFile.map { SnapshotKeeper(SnapshotFile(path: $0), shelf: shelf, logger: options.logger) }
        keeper?.load()
    }

    /// Follows until the task is cancelled, or the service is to shut down; then usage and exposures that are left are
    /// sent, which a cancelled task cannot do. Runs once in the client's life.
    ///
    /// - Throws: ``FlagClientFault`` when it ran before.
    public func run() async throws {
        guard !hasRun.exchange(true, ordering: .relaxed) else {
            throw FlagClientFault(.alreadyRun, "This flag client was run already. Make a new one.")
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.source.connect() }
            await cancelWhenGracefulShutdown { await self.follow() }
            if !Task.isCancelled { await close() }
            group.cancelAll()
        }
        shelf.finish()
    }

    /// Waits until flags are there: the first that arrive, or those kept on the disk.
    ///
    /// - Parameter limit: the longest wait; `nil` waits until the client ends or the task is cancelled.
    /// - Returns: whether there are flags.
    @discardableResult
    public func ready(within limit: Duration? = nil) async -> Bool {
        await shelf.loaded(within: limit)
        return shelf.board != nil
    }

    /// How the client stands.
    public var state: FlagClientState {
        guard let board = shelf.board else {
            return FlagClientState(freshness: .notReady, revision: nil, fault: source.fault)
        }
        return FlagClientState(
            freshness: source.isFresh ? .fresh : .stale,
            revision: board.snapshot.revision,
            fault: source.fault
        )
    }

    /// Changes from now on, each once evaluations have it. The stream ends where more than `limit` of them are left unread
    /// (begin anew then, and take everything for changed), and when the client ends.
    public func updates(buffering limit: Int = 1024) -> AsyncStream<FlagUpdate> { shelf.updates(buffering: limit) }

    /// The keys of the flags that are known, in order.
    public var keys: [String] { shelf.board?.snapshot.keys ?? [] }

    /// The flags as they stand now, for one context: for everything that belongs to one request.
    public func flags(for context: EvaluationContext) -> PinnedFlags {
        PinnedFlags(context: context, board: shelf.board, desk: desk)
    }

    private func follow() async {
        await withDiscardingTaskGroup { group in
            if let keeper { group.addTask { await keeper.run() } }
            if let post { group.addTask { await post.run() } }
            await source.follow()
            group.cancelAll()
        }
    }

    private func close() async {
        await source.close()
        await post?.close()
        await keeper?.save()
    }

    private static func curl() throws(FlagClientFault) -> CurlClient {
        do throws(CurlFault) {
            return try CurlClient(options: CurlOptions(userAgent: "rampart-client", maxConnections: 4))
        } catch {
            throw FlagClientFault(.noResources, error.message)
        }
    }
}
