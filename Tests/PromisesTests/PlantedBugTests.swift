import Promises
import Testing

/// A promise that no planted bug can break is no promise.
// One run at a time: they cost the processor much, which the tests of processes need as well.
@Suite("Planted bugs", .serialized)
struct PlantedBugTests {
    /// For each bug a seed that finds it, chosen among the cheapest to run. Where a change of Rampart has made one stale and the
    /// seeds after it do not find the bug either, `rampart-simulation --planted NAME` finds another, from 0 on.
    private static let known: [String: UInt64] = [
        "commits are not fenced": 58,
        "evidence is not fenced": 11,
        "versions are not compared": 66,
        "the version is not raised": 7,
        "a commit is logged twice": 7,
        "the flag is not written": 7,
        "evaluators are told before the write": 7,
        "evaluators are not told": 7,
        "a kill leaves the flag on": 80,
        "the lease is anybody's": 42,
        "a commit of unknown outcome is repeated": 82,
        "a lost race is won by force": 66,
        "what Redis forgot is replayed, advances too": 44,
        "rollouts are forgotten at a takeover": 14,
        "after a takeover every stage is old": 66,
        "what Redis forgot is not written again": 203,
        "a log that begins anew has no places for channels": 676,
        "that Redis forgot is not told": 11,
        "what is mended is not told": 3,
        "an outage is taken for harm": 11,
        "NaN and silence pass": 22,
        "the first answer of an entry stands for ever": 2,
        "samples of old entries count": 131,
        "durations follow the wall clock": 10,
        "steps of the clock are not told": 10,
        "the clock crawls": 559,
        "one broken plan hides all others": 164,
        "a broken plan is mended by guessing": 9,
        "a secret is logged": 1,
        "alerts are acknowledged before they are sent": 9,
        "who stands by delivers too": 11,
        "alerts are never acknowledged": 0,
        "the newest alert goes first": 9,
        "of several alerts one is sent": 9,
        "alerts under way at a crash are dropped": 0,
    ]
    /// How many seeds are tried from there.
    private static let window = 20

    @Test("Each is found within a few seeds", arguments: PlantedBug.catalogue.map(\.name))
    func isFound(_ name: String) async throws {
        let bug = try #require(PlantedBug.named(name))
        let first = try #require(Self.known[name], "no seed is known to find it")
        let progress = await Campaign(first: first, count: Self.window, bug: bug).run()
        let broken = try #require(progress.broken.first, "not found in \(progress.runs) seeds from \(first)")
        let found = try #require(broken.violation)
        #expect(found.at != nil)
        // Without the bug, the same seed keeps every promise: it is the bug that was found.
        let innocent = Replay(seed: broken.seed, troubles: nil).run(traces: false)
        #expect(innocent.violation == nil, "seed \(broken.seed) breaks a promise without the bug")
    }

    @Test("Fifteen at least, of all promises, each of a name of its own")
    func catalogue() {
        #expect(PlantedBug.catalogue.count >= 15)
        #expect(Set(PlantedBug.catalogue.map(\.name)).count == PlantedBug.catalogue.count)
        #expect(Set(PlantedBug.catalogue.map(\.promise)) == Set(1...10))
        #expect(Set(Self.known.keys) == Set(PlantedBug.catalogue.map(\.name)))
    }
}
