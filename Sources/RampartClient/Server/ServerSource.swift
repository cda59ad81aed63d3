import Curl
import FlagStore
import Flags
import Logging
import Redis
import Synchronization

/// Flags from a server: its configuration is fetched at the start, whenever its stream tells of a change, and from time to
/// time while the stream is not there.
final class ServerSource: FlagSource {
    private struct Status {
        var etag: String?
        var isFresh = false
        var fault: String?
        var isLive = false
    }

    /// While the stream is there, so many times of polling are passed over.
    private static let patience = 20
    /// A stream that was silent for longer than some heartbeats is dead.
    private static let silence = Duration.seconds(50)

    private let address: ServerAddress
    private let curl: CurlClient
    private let shelf: Shelf
    private let poll: Duration
    private let clock: FollowerClock
    private let logger: Logger
    private let status = Mutex(Status())
    private let bell: AsyncStream<Void>
    private let bellRinger: AsyncStream<Void>.Continuation

    init(
        _ address: ServerAddress,
        curl: CurlClient,
        shelf: Shelf,
        poll: Duration,
        clock: FollowerClock = .system,
        logger: Logger
    ) {
        self.address = address
        self.curl = curl
        self.shelf = shelf
        self.poll = poll
        self.clock = clock
        self.logger = logger
        (bell, bellRinger) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    var isFresh: Bool { status.withLock { $0.isFresh } }
    var fault: String? { status.withLock { $0.fault } }
    /// Whether the server's stream of changes is there.
    var isLive: Bool { status.withLock { $0.isLive } }

    func connect() async {}

    func follow() async {
        bellRinger.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.listen() }
            group.addTask { await self.tick() }
            await fetchWhenAsked()
            group.cancelAll()
        }
    }

    func close() async {}

    // MARK: - The configuration

    private func tick() async {
        var passed = 0
        while (try? await clock.sleep(poll)) != nil {
            passed += 1
            guard !isLive || passed >= Self.patience else { continue }
            passed = 0
            bellRinger.yield()
        }
    }

    private func fetchWhenAsked() async {
        var retry = Backoff(minimum: .milliseconds(250), maximum: .seconds(30))
        await withDiscardingTaskGroup { group in
            for await _ in bell {
                let fault = await fetch()
                guard !Task.isCancelled else { break }
                let was = status.withLock { status in
                    defer {
                        status.fault = fault
                        status.isFresh = fault == nil
                    }
                    return status.fault
                }
                guard let fault else {
                    if was != nil { logger.info("Flags arrive from the server again") }
                    retry = Backoff(minimum: retry.minimum, maximum: retry.maximum)
                    continue
                }
                if was != fault { logger.warning("Flags cannot be fetched from the server", metadata: ["error": "\(fault)"]) }
                let wait = retry.wait(jitter: .random(in: 0...1))
                // Whoever rings meanwhile does not have to wait.
                group.addTask {
                    if (try? await self.clock.sleep(wait)) != nil { self.bellRinger.yield() }
                }
            }
            group.cancelAll()
        }
    }

    /// Fetches the configuration and puts it onto the shelf; returns what went wrong.
    private func fetch() async -> String? {
        let etag = status.withLock { $0.etag }
        let headers = etag.map { [(name: "If-None-Match", value: $0)] } ?? []
        let response: CurlResponse
        do throws(CurlFault) {
            response = try await curl.perform(address.request("/api/feature-flags/config", headers: headers))
        } catch {
            return error.message
        }
        switch response.status {
        case 304: return nil
        case 200:
            do throws(FlagDocument.Fault) {
                let new = try FlagDocument.snapshot(response.body)
                let old = shelf.board
                shelf.put(new, from: .server)
                status.withLock { $0.etag = response.header("ETag") }
                // News of what came from the disk are the shelf's to tell.
                if case .server? = old?.origin { shelf.tell(Ripple.updates(from: old?.snapshot, to: new)) }
                return nil
            } catch {
                return "the server's flags cannot be read: \(error)"
            }
        case 401, 403: return "the server refuses the token (\(response.status)); use a token of the role client"
        case 404: return "the server does not know /api/feature-flags/config (404); check the URL, and the server's version"
        default: return "the server answered \(response.status)"
        }
    }

    // MARK: - The stream

    private func listen() async {
        var retry = Backoff(minimum: .milliseconds(500), maximum: .seconds(30))
        var lastID: String?
        while !Task.isCancelled {
            let begin = ContinuousClock.now
            let end = await stream(after: &lastID)
            status.withLock { $0.isLive = false }
            guard !Task.isCancelled else { return }
            logger.debug("The stream of changes ended", metadata: ["reason": "\(end.reason)"])
            // What it would have told is fetched.
            bellRinger.yield()
            retry.held(for: begin.duration(to: .now))
            let wait = retry.wait(jitter: .random(in: 0...1))
            if (try? await clock.sleep(end.isRefused ? max(wait, poll * Self.patience) : wait)) == nil { return }
        }
    }

    /// Reads the stream to its end, and rings for each event.
    private func stream(after lastID: inout String?) async -> (reason: String, isRefused: Bool) {
        let known = lastID ?? shelf.board?.snapshot.revision
        var parser = EventParser(lastID: known)
        var headers = [(name: "Accept", value: "text/event-stream")]
        if let known { headers.append(("Last-Event-ID", known)) }
        var request = address.request("/api/feature-flags/live", headers: headers)
        request.timeout = .seconds(86_400)
        request.idleTimeout = Self.silence
        let (pieces, feed) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(256))
        let asked = request
        return await withTaskGroup(of: Result<CurlResponse, CurlFault>.self) { group in
            group.addTask {
                defer { feed.finish() }
                return await self.result(asked) { piece in
                    if case .enqueued = feed.yield(piece) { true } else { false }
                }
            }
            for await piece in pieces {
                let isNew = status.withLock { status in
                    defer { status.isLive = true }
                    return !status.isLive
                }
                // What changed since the last fetch may not be told.
                if isNew { bellRinger.yield() }
                if !parser.take(piece).isEmpty { bellRinger.yield() }
                lastID = parser.lastID
                if parser.isOverfull { break }
            }
            group.cancelAll()
            switch await group.next() {
            case .success(let response)?:
                let status = response.status
                return ("the server answered \(status)", (400..<500).contains(status) && status != 408 && status != 429)
            case .failure(let fault)?: return (fault.message, false)
            case nil: return ("cancelled", false)
            }
        }
    }

    private func result(
        _ request: CurlRequest,
        reading reader: @escaping @Sendable ([UInt8]) -> Bool
    ) async -> Result<CurlResponse, CurlFault> {
        do throws(CurlFault) {
            return .success(try await curl.perform(request, reading: reader))
        } catch {
            return .failure(error)
        }
    }
}
