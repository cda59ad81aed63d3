internal import NIOCore
internal import Synchronization

/// The second connection of a client in a cluster: to the node to which the slot is on its way, for the commands that are
/// to be asked there. It is made when the first one comes.
final class Detour: Sendable {
    private let finder: ServerFinder
    private let pipe: CommandPipe
    private let target = Mutex<RedisLocation.Endpoint?>(nil)
    private let requests: AsyncStream<RedisLocation.Endpoint>
    private let request: AsyncStream<RedisLocation.Endpoint>.Continuation

    init(finder: ServerFinder, eventLoop: any EventLoop) {
        self.finder = finder
        pipe = CommandPipe(limits: CommandLimits(finder.options), eventLoop: eventLoop, reconnects: true)
        // Only the newest target counts.
        (requests, request) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Sends `commands` in one piece to `endpoint`, each but WAIT as one that is asked there, and returns their answers.
    func exchange(
        _ commands: [RedisCommand],
        at endpoint: RedisLocation.Endpoint,
        deadline: ContinuousClock.Instant
    ) async throws(RedisFault) -> [RedisReply] {
        let isOther = target.withLock { target in
            defer { target = endpoint }
            return target != endpoint
        }
        if isOther { leave() }
        request.yield(endpoint)
        let asking = RedisCommand("ASKING")
        let isAsked = commands.map { $0.name.uppercased() != "WAIT" }
        let pairs = zip(commands, isAsked).flatMap { command, isAsked in isAsked ? [asking, command] : [command] }
        var replies = try await pipe.exchange(pairs, deadline: deadline)[...]
        return isAsked.compactMap { isAsked in
            if isAsked { _ = replies.popFirst() }
            return replies.popFirst()
        }
    }

    /// The slot has arrived or stays; the connection ends with its last answer.
    func leave() {
        pipe.leave(.lost("the slot is not on its way to this node any more"))
    }

    /// Makes the connection whenever one is asked for, until the task is cancelled.
    func run() async {
        await withTaskCancellationHandler {
            var channel: (any Channel)?
            var last: RedisLocation.Endpoint?
            for await endpoint in requests {
                if pipe.isUp, endpoint == last { continue }
                // What was sent over the one before is answered first.
                leave()
                try? await channel?.closeFuture.get()
                last = endpoint
                channel = await connect(to: endpoint)
            }
            channel?.close(promise: nil)
        } onCancel: {
            pipe.close(.closed)
        }
    }

    private func connect(to endpoint: RedisLocation.Endpoint) async -> (any Channel)? {
        do throws(RedisFault) {
            let open = try await finder.open(at: endpoint)
            do throws(RedisFault) {
                try await open.handOver(to: pipe)
                return open.channel
            } catch {
                open.close()
                throw error
            }
        } catch {
            pipe.attemptFailed(error)
            return nil
        }
    }
}
