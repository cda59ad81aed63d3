import FlagStore
import Flags
import Rollouts
import Testing
import Wire

@testable import RampartClient

@Suite("Evaluating in the process")
struct EvaluationTests {
    private static let user = EvaluationContext(targetingKey: "u")

    private static let flags: [Flag] = [
        .on("on"),
        Flag(key: "killed"),
        .on("half") { $0.rolloutPercentage = 50 },
        .on("business") { $0.targeting = [Rule(attribute: "tier", operator: .equals, value: "business")] },
        .serving("text", .string, "Start"),
        .serving("count", .integer, 20),
        .serving("share", .float, 2.5),
        .serving("button", .object, ["text": "Start", "sizes": [1, 2.5], "old": JSON(.null)]),
    ]

    private let bench = ClientBench(Self.flags)

    @Test("Each type is served, with variant, reason and metadata")
    func types() {
        let client = bench.client
        #expect(client.boolean("on", default: false, for: Self.user))
        #expect(!client.boolean("killed", default: true, for: Self.user))
        #expect(client.string("text", default: "", for: Self.user) == "Start")
        #expect(client.integer("count", default: 0, for: Self.user) == 20)
        #expect(client.double("share", default: 0, for: Self.user) == 2.5)
        #expect(client.double("count", default: 0, for: Self.user) == 20)
        let button = client.object("button", default: .null, for: Self.user)
        #expect(button == ["text": "Start", "sizes": [1, 2.5], "old": .null])
        #expect(button["text"]?.string == "Start" && button["sizes"]?.array?.first?.integer == 1)

        let details = client.booleanDetails("on", default: false, for: Self.user)
        #expect(details.value && details.variant == "on" && details.reason == .static && details.errorCode == nil)
        #expect(details.metadata == ["version": 0, "arm": "treatment"])
        let killed = client.booleanDetails("killed", default: true, for: Self.user)
        #expect(!killed.value && killed.variant == "off" && killed.reason == .disabled && killed.errorMessage == nil)
        #expect(client.integerDetails("count", default: 0, for: Self.user).variant == "only")
        #expect(client.objectDetails("button", default: .null, for: Self.user).value == button)
        #expect(client.doubleDetails("share", default: 0, for: Self.user).value == 2.5)
    }

    @Test("Attributes meet rules; one context does for every flag")
    func attributes() {
        let business = EvaluationContext(targetingKey: "u", attributes: ["tier": "business"])
        #expect(bench.client.boolean("business", default: false, for: business))
        #expect(bench.client.booleanDetails("business", default: false, for: business).reason == .targetingMatch)
        #expect(!bench.client.boolean("business", default: true, for: Self.user))
        #expect(bench.client.booleanDetails("business", default: true, for: Self.user).reason == .default)
        #expect(business.targetingKey == "u" && EvaluationContext.anonymous.targetingKey == nil)
        #expect(EvaluationContext(attributes: ["userId": "v"]).targetingKey == "v")
        #expect(EvaluationContext(targetingKey: "u", attributes: ["targetingKey": "v"]).targetingKey == "u")
    }

    @Test("The bucket is the one that the formula gives, as the snapshot itself does")
    func bucket() throws {
        let snapshot = try #require(bench.shelf.board).snapshot
        var count = 0
        for user in (0..<500).map({ "user-\($0)" }) {
            let isOn = bench.client.boolean("half", default: false, for: EvaluationContext(targetingKey: user))
            #expect(isOn == snapshot.isOn("half", userId: user))
            #expect(isOn == Bucket.contains(Bucket.hash(unit: user, flag: "half"), fraction: 0.5))
            if isOn { count += 1 }
        }
        #expect((180...320).contains(count))
    }

    @Test("Whatever is wrong serves the caller's default and says so")
    func defaults() {
        let client = bench.client
        #expect(client.boolean("nope", default: true, for: Self.user) && client.integer("nope", default: 3, for: Self.user) == 3)
        let unknown = client.stringDetails("nope", default: "d", for: Self.user)
        #expect(unknown.value == "d" && unknown.reason == .error && unknown.errorCode == .flagNotFound)
        #expect(unknown.variant == nil && unknown.metadata.isEmpty && unknown.errorMessage == "there is no flag 'nope'")

        #expect(client.boolean("text", default: true, for: Self.user) && client.string("on", default: "d", for: Self.user) == "d")
        #expect(client.integer("share", default: 7, for: Self.user) == 7)
        #expect(client.object("text", default: .null, for: Self.user) == .null)
        let mismatch = client.booleanDetails("text", default: true, for: Self.user)
        #expect(mismatch.value && mismatch.errorCode == .typeMismatch && mismatch.reason == .error)
        #expect(mismatch.errorMessage == "the flag serves values of type string, not boolean; ask for that type")

        #expect(client.boolean("half", default: true, for: .anonymous))
        let keyless = client.booleanDetails("half", default: true, for: .anonymous)
        #expect(keyless.value && keyless.errorCode == .targetingKeyMissing && keyless.errorMessage?.isEmpty == false)
    }

    @Test("Before there are flags, the provider is not ready")
    func notReady() async {
        let bench = ClientBench()
        #expect(bench.client.boolean("on", default: true, for: Self.user))
        let details = bench.client.doubleDetails("on", default: 1.5, for: Self.user)
        #expect(details.value == 1.5 && details.errorCode == .providerNotReady && details.reason == .error)
        #expect(bench.client.state.freshness == .notReady && bench.client.keys.isEmpty)
        #expect(await !bench.client.ready(within: .milliseconds(1)))
        bench.shelf.put(Snapshot(flags: Self.flags, revision: "8-0"), from: .redis)
        #expect(await bench.client.ready())
        #expect(bench.client.state == FlagClientState(freshness: .fresh, revision: "8-0", fault: nil))
        #expect(bench.client.keys.count == 8)
    }

    @Test("A flag that cannot be used serves the caller's default, whichever that is", arguments: [true, false])
    func broken(fallback: Bool) {
        let stored = StoredFlag(key: "b", hash: [("enabled", "1"), ("rolloutPercentage", "100"), ("targeting", "[")])
        let bench = ClientBench()
        bench.shelf.put(Snapshot(stored: [stored]), from: .redis)
        #expect(bench.client.boolean("b", default: fallback, for: Self.user) == fallback)
        #expect(bench.client.booleanDetails("b", default: fallback, for: Self.user).errorCode == .parseError)
    }

    @Test("A server's client says that only some flags are handed out; one from the disk that it is old")
    func origins() {
        let server = ClientBench(Self.flags, from: .server).client.booleanDetails("nope", default: false, for: Self.user)
        #expect(server.errorCode == .flagNotFound && server.errorMessage?.contains("clientSide") == true)
        let disk = ClientBench(Self.flags, from: .disk).client.booleanDetails("nope", default: false, for: Self.user)
        #expect(disk.errorMessage?.contains("copy on the disk") == true)
    }

    @Test("What is pinned does not change; the client itself does")
    func pinned() {
        let pinned = bench.client.flags(for: Self.user)
        bench.shelf.put(Snapshot(flags: [Flag(key: "on")]), from: .redis)
        #expect(pinned.boolean("on", default: false) && !bench.client.boolean("on", default: false, for: Self.user))
    }

    @Test("Served values are counted, on and off; defaults are not")
    func usage() throws {
        for _ in 0..<3 { _ = bench.client.boolean("on", default: false, for: Self.user) }
        _ = bench.client.booleanDetails("killed", default: true, for: Self.user)
        _ = bench.client.string("text", default: "", for: Self.user)
        _ = bench.client.string("on", default: "", for: Self.user)
        _ = bench.client.boolean("half", default: true, for: .anonymous)
        _ = bench.client.boolean("nope", default: true, for: Self.user)
        // Another snapshot with the same keys counts on.
        bench.shelf.put(Snapshot(flags: Self.flags), from: .redis)
        _ = bench.client.boolean("on", default: false, for: Self.user)
        let counts = bench.tally.counts
        #expect(counts == ["on": [4, 0], "killed": [0, 1], "text": [1, 0]])
    }

    @Test("An exposure tells arm, variant and entry; without a rollout that chose, or a user, there is none")
    func exposures() throws {
        let rolling = Flag.on("rolling") { flag in
            flag.rolloutPercentage = 50
            flag.rolloutEntry = "e1"
        }
        let bench = ClientBench([rolling, Flag(key: "killed")])
        for user in (0..<40).map({ "user-\($0)" }) {
            bench.client.exposed(to: "rolling", for: EvaluationContext(targetingKey: user))
        }
        bench.client.exposed(to: "rolling", for: .anonymous)
        bench.client.exposed(to: "killed", for: Self.user)
        bench.client.exposed(to: "nope", for: Self.user)
        let all = bench.exposures.all
        #expect(all.count == 40 && Set(all.map(\.eventId)).count == 40)
        for exposure in all {
            let isOn = bench.client.boolean("rolling", default: false, for: EvaluationContext(targetingKey: exposure.userId))
            #expect(exposure.arm == (isOn ? .treatment : .control) && exposure.variant == (isOn ? "on" : "off"))
            #expect(exposure.entry == "e1" && exposure.flagKey == "rolling" && Moment(rfc3339: exposure.timestamp) != nil)
        }
        #expect(Set(all.map(\.arm)) == [.treatment, .control])
        #expect(
            bench.tally.counts == ["rolling": [all.filter { $0.arm == .treatment }.count, all.filter { $0.arm == .control }.count]]
        )
    }

    @Test("Values survive the way to JSON and back")
    func values() throws {
        let value: FlagValue = ["a": [1, 2.5, "x", true, .null], "b": ["c": -7]]
        #expect(FlagValue(try JSON.parse(value.json.text)) == value)
        #expect(FlagValue(try JSON.parse("2.0")) == .double(2))
        #expect(FlagValue(try JSON.parse("2")) == .integer(2))
        #expect(FlagValue.double(.nan).json.isNull)
        #expect(FlagValue.integer(2).double == 2 && FlagValue.double(2).integer == nil && value["z"] == nil)
    }
}
