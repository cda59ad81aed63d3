import Rollouts
import Testing

@testable import Promises

// One run at a time: they cost the processor much, which the tests of processes need as well.
@Suite("Replay", .serialized)
struct ReplayTests {
    @Test("A seed is the same run again, to the last line", arguments: [7, 44, 163] as [UInt64])
    func sameSeed(_ seed: UInt64) {
        let one = Replay(seed: seed, troubles: nil).run(traces: true)
        let other = Replay(seed: seed, troubles: nil).run(traces: true)
        #expect(one.lines == other.lines)
        #expect(one.digest == other.digest)
        #expect(one.jobs == other.jobs)
        #expect(one.lines.count > 10)
    }

    @Test("Another seed is another run")
    func otherSeed() {
        #expect(
            Replay(seed: 7, troubles: nil).run(traces: false).digest != Replay(seed: 8, troubles: nil).run(traces: false).digest
        )
    }

    @Test("Without its troubles a seed is calm, and every promise is kept", arguments: 0..<4 as Range<UInt64>)
    func calm(_ seed: UInt64) {
        let run = Replay(seed: seed, troubles: []).run(traces: true)
        #expect(run.violation == nil)
        #expect(run.troubles.isEmpty)
        #expect(!run.lines.contains { $0.contains("trouble 0") })
    }

    @Test("Known seeds keep every promise, and so do some that nobody has tried")
    func kept() async {
        let fresh = UInt64.random(in: 1_000_000_000...9_000_000_000)
        for first in [0, fresh] {
            let progress = await Campaign(first: first, count: 5).run()
            #expect(progress.runs == 5)
            #expect(progress.virtual > .seconds(300))
            #expect(progress.broken.map(\.summary) == [])
        }
    }

    @Test("A run is made as short as it can be: it breaks the same promise still, and needs every trouble that is left")
    func shrinks() throws {
        let bug = try #require(PlantedBug.named("a kill leaves the flag on"))
        let (seed, found) = try #require(
            (0..<2000).lazy.map { UInt64($0) + Self.kills }
                .first { seed in Self.troubles(seed).count > 2 && Replay(seed: seed, troubles: nil, bug: bug).breaks }
                .flatMap { seed in Replay(seed: seed, troubles: nil, bug: bug).run(traces: false).violation.map { (seed, $0) } }
        )
        let (short, runs) = Shrinker(bug: bug).shortest(Scenario(seed: seed), breaking: found)
        #expect(runs > 1)
        #expect(short.troubles.count < Scenario(seed: seed).troubles.count)
        let numbers = Set(short.troubles.map(\.number))
        #expect(Replay(seed: seed, troubles: numbers, bug: bug).run(traces: false).violation?.promise == found.promise)
        for number in numbers {
            let less = Replay(seed: seed, troubles: numbers.subtracting([number]), bug: bug).run(traces: false)
            #expect(less.violation?.promise != found.promise)
        }
    }

    /// Seeds near which kills are ordered.
    private static let kills: UInt64 = 0

    private static func troubles(_ seed: UInt64) -> [TimedTrouble] {
        let troubles = Scenario(seed: seed).troubles
        let kills = troubles.contains { timed in
            if case .order(_, .kill, _) = timed.trouble { true } else { false }
        }
        return kills ? troubles : []
    }

    @Test("A report tells the seed, the troubles, the last happenings and the command that runs it again")
    func report() throws {
        let bug = try #require(PlantedBug.named("a commit is logged twice"))
        let run = Replay(seed: 0, troubles: nil, bug: bug).run(traces: false)
        try #require(run.violation != nil)
        let lines = Report(of: run, bug: bug).lines
        #expect(lines.contains { $0.hasPrefix("seed 0: broke promise 3") })
        #expect(lines.contains { $0.contains("*** promise 3") })
        #expect(lines.last == "replay: rampart-simulation --seed 0 --troubles '' --trace --planted 'a commit is logged twice'")
    }
}

extension Replay {
    fileprivate var breaks: Bool { run(traces: false).violation != nil }
}
