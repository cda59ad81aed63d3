import Flags
import Testing
import Wire

@testable import RampartClient

@Suite("What a change touches")
struct RippleTests {
    private static let staff = Segment(id: "staff", rules: [Rule(attribute: "staff", operator: .equals, value: true)])
    private static let flags: [Flag] = [
        .on("base"), .on("other"),
        .on("second") { $0.prerequisites = [.init(flag: "base", variant: "on")] },
        .on("third") { $0.prerequisites = [.init(flag: "second", variant: "on")] },
        .on("inside") { $0.segments = ["staff"] },
        .on("staged") { $0.rolloutSegments = ["staff"] },
    ]
    private let old = Snapshot(flags: Self.flags, segments: [Self.staff])

    private func updates(_ change: (inout [Flag], inout [Segment]) -> Void) -> [FlagUpdate] {
        var flags = Self.flags
        var segments = [Self.staff]
        change(&flags, &segments)
        return Ripple.updates(from: old, to: Snapshot(flags: flags, segments: segments))
    }

    @Test("A flag's change touches it and what builds on it")
    func prerequisites() {
        #expect(updates { flags, _ in flags[0].enabled = false } == ["base", "second", "third"].map { .changed($0) })
        #expect(updates { flags, _ in flags[1].owner = "ann" } == [.changed("other")])
        #expect(updates { flags, _ in flags.append(.on("new")) } == [.changed("new")])
        #expect(updates { flags, _ in flags.removeFirst() } == [.removed("base"), .changed("second"), .changed("third")])
    }

    @Test("A segment's change touches the flags that name it")
    func segments() {
        #expect(updates { _, segments in segments[0].rules = [] } == [.changed("inside"), .changed("staged")])
        #expect(updates { _, segments in segments = [] } == [.changed("inside"), .changed("staged")])
    }

    @Test("Nothing different, nothing told; nothing before, nothing told")
    func nothing() {
        #expect(updates { _, _ in }.isEmpty)
        #expect(Ripple.updates(from: nil, to: old).isEmpty)
    }
}
