internal import Synchronization

/// Asks the sentinels where the primary is.
final class SentinelPanel: Sendable {
    private let sentinel: RedisSentinel
    private let connector: Connector
    private let known = Mutex<SentinelPoll.Answer?>(nil)

    /// - Parameter connector: for connections to servers; the sentinels are reached in its way, with their own login.
    init(_ sentinel: RedisSentinel, connector: Connector) {
        var options = connector.options
        options.user = sentinel.user
        options.password = sentinel.password
        options.location.user = nil
        options.location.password = nil
        options.location.database = 0
        options.location.usesTLS = sentinel.usesTLS ?? options.location.usesTLS
        options.connectTimeout = min(sentinel.timeout, options.connectTimeout)
        // A sentinel's answers are a few hundred bytes.
        options.maxReplyBytes = min(1 << 20, options.maxReplyBytes)
        self.sentinel = sentinel
        self.connector = Connector(options: options, eventLoop: connector.eventLoop)
    }

    /// Where the primary is now.
    ///
    /// - Throws: `unreachable` with each sentinel's reason, `authentication`, or `cancelled`.
    func primary() async throws(RedisFault) -> SentinelPoll.Answer {
        let poll = await poll()
        if Task.isCancelled { throw .cancelled(mayHaveRun: false) }
        guard let answer = poll.primary else { throw poll.fault(primary: sentinel.primary) }
        known.withLock { $0 = answer }
        return answer
    }

    /// The primary that has taken the place of `current`; `nil` when none has, or nobody can tell.
    func successor(of current: SentinelPoll.Answer) async -> SentinelPoll.Answer? {
        let poll = await poll()
        known.withLock { known in
            if let newest = poll.newest, newest.epoch > known?.epoch ?? -1 { known = newest }
        }
        return poll.successor(of: current)
    }

    private func poll() async -> SentinelPoll {
        await withTaskGroup(of: (RedisAddress, Result<SentinelPoll.Answer, RedisFault>).self) { group in
            var poll = SentinelPoll(listed: sentinel.sentinels.count, known: known.withLock { $0 })
            for address in sentinel.sentinels { group.addTask { (address, await self.ask(address)) } }
            for await (address, result) in group {
                switch result {
                case .success(let answer): poll.add(answer)
                case .failure(let fault): poll.add(fault, of: address)
                }
                if poll.isSettled { break }
            }
            group.cancelAll()
            return poll
        }
    }

    private func ask(_ address: RedisAddress) async -> Result<SentinelPoll.Answer, RedisFault> {
        let deadline = ContinuousClock.now.advanced(by: sentinel.timeout)
        do throws(RedisFault) {
            let open = try await connector.open(at: address.endpoint)
            defer { open.close() }
            let name = RedisValue.text(sentinel.primary)
            let commands = [
                RedisCommand("SENTINEL", "get-master-addr-by-name", name), RedisCommand("SENTINEL", "master", name),
            ]
            return .success(try read(await open.pipe.exchange(commands, deadline: deadline), of: address))
        } catch {
            return .failure(error)
        }
    }

    private func read(_ replies: [RedisReply], of sentinel: RedisAddress) throws(RedisFault) -> SentinelPoll.Answer {
        guard replies.count == 2 else { throw violation }
        switch replies[0] {
        case .error(let error):
            throw RedisFault(server: error)
        case .null:
            throw RedisFault(.unreachable, "It watches no primary of that name. Check the name given to 'sentinel monitor'.")
        case .status, .integer, .bulk, .array:
            guard let parts = replies[0].strings, parts.count == 2, let port = RedisAddress.port(parts[1]),
                let address = RedisAddress(answered: parts[0], port: port)
            else { throw violation }
            // Who may not ask for the epoch, or gets none, is taken at his word.
            let epoch = replies[1].map?["config-epoch"].flatMap { Int($0) } ?? -1
            return SentinelPoll.Answer(address, epoch: max(-1, epoch))
        }
    }

    private var violation: RedisFault {
        RedisFault(.protocolViolation, "It answered with what is no address. Check that it is a sentinel.")
    }
}
