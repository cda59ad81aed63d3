import Flags
import Testing
import Wire

@Suite("What flags ask of each other")
struct FlagRelationsTests {
    private static func asking(_ key: String, _ wanted: [(String, String)], clientSide: Bool = false) -> Flag {
        .on(key) {
            $0.prerequisites = wanted.map { Flag.Prerequisite(flag: $0.0, variant: $0.1) }
            $0.clientSide = clientSide
        }
    }

    private static func faults(_ flags: [Flag], _ segments: [String] = [], changed: Set<String>) -> [String] {
        FlagRelations(flags: flags, segments: segments).faults(changed: changed).map { "\($0.flag) \($0.path) \($0.message)" }
    }

    @Test("What is there is no fault")
    func sound() {
        let flags = [Flag.on("a"), Self.asking("b", [("a", "on")]), Self.asking("c", [("a", "off"), ("b", "on")])]
        #expect(Self.faults(flags, changed: ["a", "b", "c"]).isEmpty)
        #expect(Self.faults([.on { $0.segments = ["s"] }], ["s"], changed: ["f"]).isEmpty)
    }

    @Test("Missing segments, flags and variants are named")
    func missing() {
        let flag = Flag.on { $0.segments = ["s", "stafff"] }
        #expect(
            Self.faults([flag], ["s", "staff"], changed: ["f"]) == [
                "f segments[1] there is no segment 'stafff'; did you mean 'staff'?"
            ]
        )
        #expect(Self.faults([Self.asking("b", [("a", "on")])], changed: ["b"]) == ["b prerequisites[0].flag there is no flag 'a'"])
        let variants = Self.faults([.on("a"), Self.asking("b", [("a", "new")])], changed: ["b"])
        #expect(variants == ["b prerequisites[0].variant 'a' has no variant 'new'; it has on, off"])
    }

    @Test("What others ask of a changed or removed flag is looked at too; what was wrong before is not")
    func dependents() {
        let flags = [Self.asking("b", [("a", "on"), ("old", "on")]), .on("c")]
        #expect(Self.faults(flags, changed: ["a"]) == ["b prerequisites[0].flag there is no flag 'a'"])
        #expect(Self.faults(flags, changed: ["c"]).isEmpty)
        #expect(Self.faults(flags, changed: ["b"]).count == 2)
    }

    @Test("A flag for browsers asks only for flags for browsers")
    func clientSide() {
        let hidden = [Flag.on("a"), Self.asking("b", [("a", "on")], clientSide: true)]
        for changed in [["a"], ["b"], ["a", "b"]] as [Set<String>] {
            #expect(Self.faults(hidden, changed: changed).count { $0.contains("clientSide") } == 1)
        }
        #expect(
            Self.faults([Self.asking("a", [], clientSide: true), Self.asking("b", [("a", "on")])], changed: ["a", "b"]).isEmpty
        )
    }

    @Test(
        "Circles are shown, long ones shortened",
        arguments: [(1, "k0 → k0;"), (3, "k0 → k1 → k2 → k0;"), (10_000, "k3 → … → k9998")]
    )
    func circles(count: Int, part: String) {
        let flags = (0..<count).map { Self.asking("k\($0)", [("k\(($0 + 1) % count)", "on")]) }
        let faults = Self.faults(flags + [Self.asking("into", [("k0", "on")])], changed: ["k0"])
        #expect(faults.count == 1)
        #expect(faults.first?.contains(part) == true, "\(faults)")
    }

    @Test("The flags that name a segment are found")
    func users() {
        let flags = [Flag.on("b") { $0.segments = ["s"] }, .on("a") { $0.rolloutSegments = ["s"] }, .on("c")]
        #expect(FlagRelations(flags: flags, segments: []).users(ofSegment: "s") == ["a", "b"])
    }
}
