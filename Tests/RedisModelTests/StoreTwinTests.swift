import Fixture
import Redis
import RedisModel
import Rollouts
import Store
import Testing

@Suite("Rampart's store works on the model as on a server")
struct StoreTwinTests {
    @Test("Random commits, kills, leases and channels, with nonsense in between", arguments: Seeds.few)
    func store(seed: Int) async throws {
        try await RedisServer.with { client in
            let twin = TwinClient(client, label: "seed \(seed)")
            var source = try StoreSteps(client: twin, seed: UInt64(seed))
            var events = client.subscribe(channels: [source.store.names.updates]).makeAsyncIterator()
            #expect(await events.next(isolation: nil) == .subscribed)
            for _ in 0..<200 { await source.step() }
            #expect(twin.steps > 200 && source.done > 0, "seed \(seed): \(twin.steps) commands, \(source.done) writes")
            // What was published is compared byte for byte.
            for message in twin.takePublished() {
                guard case .message(let channel, let payload) = await events.next(isolation: nil) else {
                    Issue.record("seed \(seed): the server published less than the model")
                    return
                }
                #expect(channel == message.channel)
                #expect(String(decoding: payload, as: UTF8.self) == String(decoding: message.payload, as: UTF8.self))
            }
            try await compareData(twin)
        }
    }

    /// Everything that is there, key by key: the twin compares.
    private func compareData(_ twin: TwinClient) async throws {
        for key in try await twin.send(RedisCommand("KEYS", "*")).strings ?? [] {
            let name = RedisValue.text(key)
            let command: RedisCommand =
                switch try await twin.send(RedisCommand("TYPE", name)).string {
                case "string": RedisCommand("GET", name)
                case "hash": RedisCommand("HGETALL", name)
                case "set": RedisCommand("SMEMBERS", name)
                case "list": RedisCommand("LRANGE", name, 0, -1)
                default: RedisCommand("XRANGE", name, "-", "+")
                }
            try await twin.send(command)
        }
    }
}
