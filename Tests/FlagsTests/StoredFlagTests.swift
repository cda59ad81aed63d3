import Flags
import Testing
import Wire

@Suite("Flags as they are stored")
struct StoredFlagTests {
    private static func hash(_ fields: [(String, String)]) -> [(field: String, text: String)] {
        fields.map { (field: $0.0, text: $0.1) }
    }

    @Test("What is written to a hash reads back")
    func roundTrip() throws {
        let page = try #require(FlagReader.read(try JSON.parse(FlagReaderTests.page), rules: keyRules).flag)
        let driven = Flag.on("g") {
            $0.rolloutPercentage = 12.5
            $0.rolloutSegments = ["staff"]
            $0.rolloutEntry = "5-1"
            $0.stamp = Stamp(version: 3, revision: "9-0", createdAt: Timestamp(milliseconds: 5), updatedBy: "controller")
        }
        let typed = {
            var flag = Flag.texts(["a", "b"], distribution: [33.33, 66.67])
            flag.valueType = .float
            flag.variants = [.init("a", 2.0), .init("b", 20)]
            return flag
        }()
        for flag in [page, driven, typed, Flag(key: "f")] {
            let stored = StoredFlag(key: flag.key, hash: flag.hash)
            #expect(stored.faults.isEmpty && stored.flag == flag)
            #expect(Set(flag.hash.map(\.field)).isSubset(of: StoredFlag.fields))
            #expect(StoredFlag(message: flag.json)?.flag == flag)
        }
    }

    @Test("Fields are written as the layout says")
    func layout() {
        let flag = Flag.on {
            $0.rolloutPercentage = 12.5
            $0.rolloutSegments = ["staff"]
            $0.stamp = Stamp(version: 2, createdAt: Timestamp(milliseconds: 1500))
        }
        let texts = Dictionary(flag.hash.map { ($0.field, $0.text) }) { one, _ in one }
        #expect(texts["enabled"] == "1" && texts["clientSide"] == "0" && texts["rolloutPercentage"] == "12.5")
        #expect(texts["rolloutSegments"] == #"["staff"]"# && texts["variants"] == #"{"on":true,"off":false}"#)
        #expect(texts["valueType"] == "boolean" && texts["createdAt"] == "1500" && texts["version"] == "2")
        #expect(texts["key"] == nil && texts["owner"] == nil && texts["distribution"] == nil)
    }

    @Test("The few fields that a rollout writes are a flag")
    func ofRollout() {
        let stored = StoredFlag(
            key: "f",
            hash: Self.hash([("enabled", "1"), ("rolloutPercentage", "5"), ("valueType", "boolean"), ("bucketBy", "userId")])
        )
        #expect(stored.faults.isEmpty)
        #expect(stored.flag == .on { $0.rolloutPercentage = 5 })
        #expect(StoredFlag(key: "f", hash: []).flag == Flag(key: "f"))
    }

    @Test("The message of a change is a flag", arguments: [true, false])
    func message(hasKey: Bool) throws {
        let key = hasKey ? #""key":"f","# : ""
        let json = try JSON.parse(
            "{\(key)\"enabled\":true,\"rolloutPercentage\":12.5,\"createdAt\":1500,\"clientSide\":false,\"version\":3,\"later\":1}"
        )
        let stored = StoredFlag(message: json)
        #expect((stored != nil) == hasKey)
        #expect(stored?.faults.isEmpty ?? true)
        #expect(stored?.flag.rolloutPercentage ?? 12.5 == 12.5)
    }

    @Test(
        "A field that bears on what is served turns the flag off when it cannot be read",
        arguments: [
            ("enabled", "true"), ("enabled", ""), ("rolloutPercentage", "5%"), ("rolloutPercentage", "0x10"),
            ("rolloutPercentage", "NaN"), ("rolloutPercentage", "1e999"), ("valueType", "bool"), ("variants", "{"),
            ("variants", "[]"), ("variants", #"{"1":true,"x":false}"#), ("defaultVariant", "on"), ("distribution", "{\"on\":5}"),
            ("targeting", "[{}]"), ("targeting", "{\"on\":1}"), ("segments", "staff"), ("prerequisites", "[\"g\"]"),
            ("rolloutSegments", "null"), ("bucketBy", ""),
        ]
    )
    func broken(field: String, text: String) throws {
        let hash = Self.hash([("enabled", "1"), ("rolloutPercentage", "100")].filter { $0.0 != field } + [(field, text)])
        let stored = StoredFlag(key: "f", hash: hash)
        let fault = try #require(stored.faults.first)
        #expect(fault.isServedOff && fault.field.hasPrefix(field), "\(stored.faults)")
        let snapshot = Snapshot(stored: [stored])
        let evaluation = snapshot.evaluate("f", .user())
        #expect(!evaluation.isOn && evaluation.errorCode == .parseError && evaluation.reason == .error)
        #expect(evaluation.details.contains(field))
        #expect(!snapshot.isOn("f", userId: "u"))
        #expect(snapshot.faults.map(\.subject).contains(.flag("f")))
    }

    @Test(
        "Other fields are reported, and the flag is served",
        arguments: [("expiresAt", "soon"), ("createdAt", "x"), ("version", "-1"), ("type", "x"), ("clientSide", "yes")]
    )
    func harmless(field: String, text: String) {
        let stored = StoredFlag(key: "f", hash: Self.hash([("enabled", "1"), ("rolloutPercentage", "100"), (field, text)]))
        #expect(stored.faults.map(\.field) == [field])
        #expect(Snapshot(stored: [stored]).evaluate("f", .user()).isOn)
        #expect(!stored.flag.clientSide)
    }

    @Test("Unknown fields are passed over, and any decimal percentage means something")
    func lenient() {
        for (text, isOn) in [("150", true), ("-3", false), ("100.0", true), ("1e2", true)] {
            let stored = StoredFlag(key: "f", hash: Self.hash([("enabled", "1"), ("rolloutPercentage", text), ("mine", "x")]))
            #expect(stored.faults.isEmpty)
            #expect(Snapshot(stored: [stored]).isOn("f", userId: "u") == isOn)
        }
    }

    @Test("Segments are stored likewise")
    func segments() throws {
        let segment = Segment(
            id: "s",
            owner: "o",
            priority: 3,
            rules: [Rule(attribute: "x", operator: .in, value: ["a", 2.0])],
            stamp: Stamp(version: 1, updatedAt: Timestamp(milliseconds: 7))
        )
        let stored = StoredSegment(id: "s", hash: segment.hash)
        #expect(stored.segment == segment && stored.faults.isEmpty)
        #expect(StoredSegment(message: segment.json)?.segment == segment)
        #expect(StoredSegment(message: [:]) == nil)
        #expect(Set(segment.hash.map(\.field)).isSubset(of: StoredSegment.fields))
        for rules in ["[", "[]", "{}", #"[{"attribute":"x","operator":"like","value":"a"}]"#] {
            let broken = StoredSegment(id: "s", hash: Self.hash([("rules", rules)]))
            #expect(broken.faults.map(\.isServedOff).contains(true))
            let snapshot = Snapshot(stored: [StoredFlag(flag: .on { $0.segments = ["s"] })], segments: [broken])
            #expect(!snapshot.evaluate("f", .user("u", [("x", "a")])).isOn)
        }
        #expect(
            StoredSegment(id: "s", hash: Self.hash([("rules", #"[{"attribute":"x","operator":"exists"}]"#), ("priority", "high")]))
                .faults.map(\.isServedOff) == [false]
        )
    }
}
