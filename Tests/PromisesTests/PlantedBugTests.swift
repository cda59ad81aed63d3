import Promises
import Testing

/// A promise that no planted bug can break is no promise.
// One run at a time: they cost the processor much, which the tests of processes need as well.
@Suite("Planted bugs", .serialized)
struct PlantedBugTests {
    /// Where a campaign from 0 found the bugs that take more than a few seeds: a debug build begins there, so that it is quick.
    /// A hint that has become stale costs time alone; `rampart-simulation --planted all` counts from 0.
    private static let known: [String: UInt64] = [
        "commits are not fenced": 58,
        "versions are not compared": 41,
        "a kill leaves the flag on": 41,
        "a commit of unknown outcome is repeated": 318,
        "a lost race is won by force": 41,
        "rollouts are forgotten at a takeover": 653,
        "what Redis forgot is not written again": 203,
        "a log that begins anew has no places for channels": 676,
        "NaN and silence pass": 22,
        "samples of old entries count": 83,
        "the clock crawls": 692,
        "one broken plan hides all others": 164,
    ]

    @Test("Each is found within two thousand seeds", arguments: PlantedBug.catalogue.map(\.name))
    func isFound(_ name: String) async throws {
        let bug = try #require(PlantedBug.named(name))
        let campaign = Campaign(first: Self.known[name] ?? 0, count: 2000, bug: bug)
        let progress = await campaign.run()
        let broken = try #require(progress.broken.first, "not found in \(progress.runs) seeds")
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
    }
}
