import Rollouts
import Testing

struct PlanFlagKeyTests {
    @Test(arguments: [
        "a", "0", "new_checkout_flow", "A.b-c_9", "enabled2", "Live", String(repeating: "a", count: 200),
    ])
    func goodKey(key: String) {
        #expect(FlagKey.fault(in: key) == nil)
    }

    @Test(arguments: [
        ("", "is empty"), (".a", "begin"), ("_a", "begin"), ("-a", "begin"), ("a b", "only"), ("a:b", "only"),
        ("a/b", "only"), ("ä", "begin"), ("aä", "only"), ("a\n", "only"), ("a\0", "only"), ("{a}", "begin"),
        (String(repeating: "a", count: 201), "longer than 200"), ("enabled", "reserved"), ("updates", "reserved"),
        ("index", "reserved"), ("log", "reserved"), ("leader", "reserved"), ("epoch", "reserved"),
        ("live", "reserved"), ("batch", "reserved"), ("config", "reserved"),
    ])
    func badKey(key: String, reason: String) {
        #expect(FlagKey.fault(in: key)?.contains(reason) == true)
    }

    @Test func segmentIsReservedByItsOwnNames() {
        #expect(FlagKey.fault(in: "live", reserved: FlagKey.reservedForSegments) == nil)
        #expect(FlagKey.fault(in: "index", reserved: FlagKey.reservedForSegments) != nil)
    }
}
