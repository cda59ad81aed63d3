import Flags
import Testing
import Wire

@Suite("Snapshots")
struct SnapshotTests {
    private static let flags = (0..<50).map { index in Flag.on("f\(index)") { $0.rolloutPercentage = Double(index * 2) } }

    @Test("The short ways answer as the long one does")
    func shortWays() {
        let texts = {
            var flag = Flag.texts(["a", "b"], percentage: 50)
            flag.key = "t"
            return flag
        }()
        let ruled = Flag.on("r") { $0.targeting = [Rule(attribute: "userId", operator: .endsWith, value: "1")] }
        let asking = Flag.on("q") { $0.prerequisites = [.init(flag: "f25", variant: "on")] }
        let snapshot = Snapshot(flags: Self.flags + [texts, ruled, asking])
        for key in snapshot.keys {
            let handle = snapshot.handle(key)
            for user in (0..<20).map({ "user-\($0)" }) {
                let isOn = snapshot.evaluate(key, Context(userId: user)).isOn
                #expect(snapshot.isOn(key, userId: user) == isOn)
                #expect(snapshot.isOn(handle, userId: user) == isOn)
                #expect(snapshot.evaluate(handle, Context(userId: user)).isOn == isOn)
            }
        }
    }

    @Test("A handle of another snapshot still means its own flag")
    func foreignHandle() {
        let one = Snapshot(flags: [.on("a"), Flag(key: "b")])
        let other = Snapshot(flags: [Flag(key: "a0"), .on("b")])
        for handle in [one.handle("a"), one.handle("b"), one.handle("zzz")] {
            #expect(other.evaluate(handle, .user()).details == other.evaluate(handle.key, .user()).details)
        }
        #expect(!one.isOn(one.handle("b"), userId: "u") && other.isOn(one.handle("b"), userId: "u"))
        #expect(Snapshot(flags: []).evaluate(one.handle("a"), .user()).errorCode == .flagNotFound)
    }

    @Test("What is sound is what has no fault that bears on who is served")
    func sound() {
        let broken = StoredFlag(key: "b", hash: [("enabled", "1"), ("targeting", "[")])
        let doubtful = StoredFlag(key: "d", hash: [("enabled", "1"), ("expiresAt", "someday")])
        let empty = StoredSegment(id: "e", hash: [("rules", "[")])
        let good = StoredSegment(segment: Segment(id: "s", rules: [Rule(attribute: "x", operator: .exists)]))
        let snapshot = Snapshot(stored: [doubtful, broken, StoredFlag(flag: .on("a"))], segments: [empty, good])
        #expect(snapshot.sound.flags.map(\.key) == ["a", "d"] && snapshot.sound.segments.map(\.id) == ["s"])
    }

    @Test("Replacing, adding and removing give what compiling anew gives")
    func replacing() {
        let segment = Segment(id: "s", rules: [Rule(attribute: "x", operator: .exists)])
        let asking = Flag.on("q") { $0.prerequisites = [.init(flag: "f0", variant: "off")] }
        let base = Snapshot(flags: Self.flags + [asking], segments: [segment], revision: "1")
        let changes: [(changed: [Flag], removed: [String])] = [
            ([Flag(key: "f7")], []), ([.on("new")], []), ([], ["f3", "unknown"]),
            ([.on("f9") { $0.segments = ["s"] }, .on("f1")], ["f2"]),
            ([.on("f4") { $0.segments = ["s"] }], []), ([.on("f4") { $0.rolloutSegments = ["s"] }], []),
            ([.on("f4") { $0.prerequisites = [.init(flag: "f0", variant: "on")] }], []),
            ([.on("f0") { $0.variants = [.init("no", false), .init("yes", true)] }], []),
            ([.on("f5") { $0.prerequisites = [.init(flag: "f0", variant: "on")] }], ["f0"]),
        ]
        for change in changes {
            let quick = base.replacing(flags: change.changed.map { StoredFlag(flag: $0) }, removing: change.removed, revision: "2")
            let names = change.changed.map(\.key) + change.removed
            let slow = Snapshot(flags: base.allFlags.filter { !names.contains($0.key) } + change.changed, segments: [segment])
            #expect(quick.revision == "2" && quick.keys == slow.keys && quick.faults == slow.faults)
            for context in [Context.user("u1"), .user("u2", [("x", 1)])] {
                #expect(quick.evaluateAll(context).map(\.details) == slow.evaluateAll(context).map(\.details))
            }
        }
        #expect(base.flag("f7")?.enabled == true)
    }

    @Test("Segments are found by priority, the highest first, then by id")
    func segmentsOf() {
        let rule = Rule(attribute: "x", operator: .exists)
        let segments = [("c", 0), ("a", 0), ("z", 5), ("n", -1), ("out", 9)].map { id, priority in
            Segment(id: id, priority: priority, rules: id == "out" ? [Rule(attribute: "y", operator: .exists)] : [rule])
        }
        let snapshot = Snapshot(flags: [], segments: segments)
        #expect(snapshot.segments(of: .user("u", [("x", 1)])) == ["z", "a", "c", "n"])
        #expect(snapshot.allSegments.map(\.id) == ["out", "z", "a", "c", "n"])
        #expect(snapshot.segments(of: .user()) == [])
    }

    @Test("Other segments take effect on the flags that name them")
    func otherSegments() {
        let flag = Flag.on { $0.segments = ["s"] }
        let empty = Snapshot(flags: [flag])
        #expect(!empty.evaluate("f", .user()).isOn)
        #expect(empty.faults.map(\.subject) == [.flag("f")])
        let everybody = Segment(id: "s", rules: [Rule(attribute: "userId", operator: .exists)])
        let filled = empty.replacing(segments: [StoredSegment(segment: everybody)], revision: nil)
        #expect(filled.evaluate("f", .user()).isOn && filled.faults.isEmpty)
    }

    @Test("A segment without rules, or with one that is wrong, has nobody in it")
    func brokenSegments() {
        let wrong = Rule(attribute: "x", operator: .regex, value: "(")
        let segments = [Segment(id: "none", rules: []), Segment(id: "wrong", rules: [wrong])]
        let snapshot = Snapshot(flags: [.on { $0.segments = ["none", "wrong"] }], segments: segments)
        #expect(!snapshot.evaluate("f", .user("u", [("x", "a")])).isOn)
        #expect(snapshot.faults.map(\.subject) == [.segment("none"), .segment("wrong")])
    }

    @Test("A flag with a rule that is wrong is served off and says why")
    func brokenFlag() {
        let flag = Flag.on { $0.targeting = [Rule(attribute: "x", operator: .in, value: 1)] }
        let evaluation = Snapshot.evaluate(flag, .user("u", [("x", 1)]))
        #expect(evaluation.errorCode == .parseError && evaluation.value == false && evaluation.cause == .broken)
        #expect(evaluation.details.contains("targeting[0]"))
        var lost = Flag.texts(["a"])
        lost.defaultVariant = "none"
        #expect(Snapshot.evaluate(lost, .user()).value == nil && !Snapshot.evaluate(lost, .user()).isOn)
    }

    @Test("What is off of a boolean is false, whatever its default says", arguments: ["on", "none"])
    func falseDefault(name: String) {
        for change in [{ (flag: inout Flag) in flag.enabled = false }, { $0.rolloutPercentage = 0 }] {
            let flag = Flag.on {
                $0.defaultVariant = name
                change(&$0)
            }
            let evaluation = Snapshot.evaluate(flag, .user())
            #expect(evaluation.value == false && evaluation.variant == "off" && !evaluation.isOn)
        }
        let onlyTrue = Flag.on { ($0.enabled, $0.variants) = (false, [Flag.Variant("on", true)]) }
        #expect(!Snapshot.evaluate(onlyTrue, .user()).isOn && !Snapshot(flags: [onlyTrue]).isOn("f", userId: "u"))
    }

    @Test("Browsers evaluate what is marked for them all the way down, without patterns and versions")
    func browser() {
        func flag(_ key: String, _ change: (inout Flag) -> Void = { _ in }) -> Flag {
            .on(key) {
                $0.clientSide = true
                change(&$0)
            }
        }
        let version = Rule(attribute: "app", operator: .semver, value: ">1.0.0")
        let snapshot = Snapshot(
            flags: [
                flag("plain"), .on("hidden"), flag("version") { $0.targeting = [version] },
                flag("segment") { $0.segments = ["s"] }, flag("stage") { $0.rolloutSegments = ["s"] },
                flag("onHidden") { $0.prerequisites = [.init(flag: "hidden", variant: "on")] },
                flag("onPlain") { $0.prerequisites = [.init(flag: "plain", variant: "on")] },
                flag("onVersion") { $0.prerequisites = [.init(flag: "version", variant: "on")] },
            ],
            segments: [Segment(id: "s", rules: [Rule(attribute: "x", operator: .regex, value: "a")])]
        )
        #expect(snapshot.keys.filter { snapshot.isEvaluatedInBrowser($0) } == ["onPlain", "plain"])
        #expect(!snapshot.isEvaluatedInBrowser("unknown"))
    }
}
