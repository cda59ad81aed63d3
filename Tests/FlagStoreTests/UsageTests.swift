import FlagStore
import Logging
import Redis
import RedisModel
import Rollouts
import Store
import Synchronization
import Testing

@Suite("Usage of flags")
struct UsageTests {
    private let model = ModelClient(clock: { FlagBench.now.milliseconds })

    private func flush(_ client: any RedisCommanding, _ tally: UsageTally) -> UsageFlush {
        UsageFlush(client: client, tally: tally, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func usage(_ key: String) async throws -> [String: String] {
        try await model.send(RedisCommand("HGETALL", .text(Names().usage(key)))).map ?? [:]
    }

    @Test("Counts add up over flushes, by flag; nothing counted, nothing written")
    func adds() async throws {
        let tally = UsageTally()
        let flush = flush(model, tally)
        #expect(await flush.flush() == 0)
        for number in 0..<1000 {
            for isOn in [true, true, false] { tally.record("f\(number)", on: isOn, at: FlagBench.now) }
        }
        #expect(await flush.flush() == 1000)
        tally.record("f7", on: true, at: FlagBench.now + .seconds(1))
        #expect(await flush.flush() == 1)
        #expect(await flush.flush() == 0)
        let last = "\(FlagBench.now.milliseconds + 1000)"
        #expect(try await usage("f7") == ["on": "3", "off": "1", "lastEvaluated": last])
        #expect(try await usage("f999")["on"] == "2")
    }

    @Test("What was surely not written is kept; what may have been is not counted twice", arguments: [false, true])
    func away(mayHaveRun: Bool) async throws {
        let tally = UsageTally()
        tally.record("f", on: true, at: FlagBench.now)
        let cut = Cut(RedisFault(.connectionLost, "the cable was pulled", mayHaveRun: mayHaveRun))
        #expect(await flush(cut, tally).flush() == 0)
        #expect(await flush(model, tally).flush() == (mayHaveRun ? 0 : 1))
        #expect(try await usage("f")["on"] == (mayHaveRun ? nil : "1"))
    }
}

private struct Cut: RedisCommanding {
    let commandTimeout = Duration.seconds(1)
    let fault: RedisFault

    init(_ fault: RedisFault) { self.fault = fault }

    func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] { throw fault }
}
