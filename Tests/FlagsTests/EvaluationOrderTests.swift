import Flags
import Testing
import Wire

@Suite("The order of evaluation")
struct EvaluationOrderTests {
    private static let staff = Segment(id: "staff", rules: [Rule(attribute: "staff", operator: .equals, value: true)])
    private static let beta = Segment(id: "beta", rules: [Rule(attribute: "beta", operator: .equals, value: true)])
    private static let tier = Rule(attribute: "tier", operator: .equals, value: "pro")

    /// A flag that everything could stop, and one that it asks for.
    private static func everything(_ change: (inout Flag) -> Void = { _ in }) -> Snapshot {
        let flag = Flag.on {
            $0.prerequisites = [Flag.Prerequisite(flag: "cart", variant: "on")]
            $0.rolloutSegments = ["staff"]
            $0.targeting = [tier]
            $0.segments = ["beta", "nobody knows"]
            change(&$0)
        }
        let cart = Flag.on("cart") { $0.targeting = [Rule(attribute: "cart", operator: .exists)] }
        return Snapshot(flags: [flag, cart], segments: [staff, beta])
    }

    private static let whole: [(String, JSON)] = [("cart", 1), ("staff", true), ("tier", "pro"), ("beta", true)]

    @Test("Each step stops what comes after it, and says so")
    func steps() {
        let snapshot = Self.everything()
        let causes: [Evaluation.Cause] = [.prerequisite("cart"), .rolloutSegments, .rule(0), .segments, .inRollout]
        for (count, cause) in causes.enumerated() {
            let evaluation = snapshot.evaluate("f", .user("u", Array(Self.whole.prefix(count))))
            #expect(evaluation.cause == cause)
            #expect(evaluation.reason == (count == 4 ? .targetingMatch : .default))
            #expect(evaluation.variant == (count == 4 ? "on" : "off"))
            #expect(evaluation.isOn == (count == 4))
            #expect(evaluation.errorCode == nil)
            #expect(evaluation.arm == (count == 4 ? .treatment : nil))
        }
    }

    @Test("A kill stops everything, whatever else there is")
    func kill() {
        let evaluation = Self.everything { $0.enabled = false }.evaluate("f", .user("u", Self.whole))
        #expect(evaluation.cause == .disabled && evaluation.reason == .disabled && evaluation.value == false)
        var texts = Flag.texts(["a", "b"], distribution: [0, 100])
        texts.enabled = false
        #expect(Snapshot.evaluate(texts, .user()).value == "a")
    }

    @Test("An unknown flag is off, with OFREP's error")
    func unknown() {
        let evaluation = Self.everything().evaluate("g", .user())
        #expect(evaluation.key == "g" && evaluation.value == nil && evaluation.variant == "" && !evaluation.isOn)
        #expect(evaluation.reason == .error && evaluation.errorCode == .flagNotFound && evaluation.cause == .unknown)
        #expect(evaluation.metadata == [:])
        #expect(!Self.everything().isOn("g", userId: "u"))
    }

    @Test("Bucket and variant decide together with what was passed")
    func reasons() {
        #expect(Snapshot.evaluate(.on(), .user()).reason == .static)
        #expect(Snapshot.evaluate(.on { $0.targeting = [Self.tier] }, .user("u", [("tier", "pro")])).reason == .targetingMatch)
        #expect(Snapshot.evaluate(.texts(["a", "b"]), .user()).reason == .split)
        #expect(Snapshot.evaluate(.texts(["a"]), .user()).reason == .static)
        let zero = Snapshot.evaluate(.on { $0.rolloutPercentage = 0 }, .user())
        #expect(zero.reason == .default && zero.cause == .outsideRollout && zero.arm == .control)
        let half = Snapshot(flags: [
            .on { $0.rolloutPercentage = 50 }, .on("g") { ($0.rolloutPercentage, $0.targeting) = (50, [Self.tier]) },
        ])
        let users = (0..<40).map { Context.user("u\($0)", [("tier", "pro")]) }
        for key in ["f", "g"] {
            let evaluations = users.map { half.evaluate(key, $0) }
            #expect(evaluations.allSatisfy { $0.reason == .split })
            #expect(Set(evaluations.map(\.arm)) == [.treatment, .control])
            #expect(evaluations.allSatisfy { $0.isOn == ($0.arm == .treatment) && $0.isOn == ($0.value == true) })
        }
    }

    @Test("Percentages beyond the ends are the ends; one that is no number lets nobody in")
    func beyond() {
        for (percentage, isOn) in [(150.0, true), (-5, false), (.nan, false), (.infinity, true), (-.infinity, false)] {
            #expect(Snapshot.evaluate(.on { $0.rolloutPercentage = percentage }, .user()).isOn == isOn)
        }
    }

    @Test("No user id is an error only where a bucket is needed")
    func keyMissing() throws {
        let nobody = try Context.text("{}")
        for percentage in [0.0, 100] {
            #expect(Snapshot.evaluate(.on { $0.rolloutPercentage = percentage }, nobody).errorCode == nil)
        }
        for flag in [Flag.on { $0.rolloutPercentage = 50 }, .texts(["a", "b"])] {
            let evaluation = Snapshot.evaluate(flag, nobody)
            #expect(evaluation.errorCode == .targetingKeyMissing && evaluation.reason == .error)
            #expect(evaluation.variant == flag.defaultVariant && !evaluation.isOn)
            #expect(evaluation.cause == .keyMissing("userId"))
        }
        // A rule that does not hold comes before.
        let ruled = Flag.on { ($0.rolloutPercentage, $0.targeting) = (50, [Self.tier]) }
        #expect(Snapshot.evaluate(ruled, nobody).errorCode == nil)
        #expect(Snapshot.evaluate(.on { $0.rolloutPercentage = 0.001 }, .user("")).errorCode == .targetingKeyMissing)
    }

    @Test("Another attribute can be the unit of a rollout")
    func bucketBy() throws {
        let flag = Flag.on { ($0.rolloutPercentage, $0.bucketBy) = (50, "org.id") }
        let snapshot = Snapshot(flags: [flag])
        for org in 0..<20 {
            let answers = try (0..<5).map { user in
                snapshot.evaluate("f", try .text("{\"userId\":\"\(user)\",\"org\":{\"id\":\(org)}}"))
            }
            #expect(Set(answers.map(\.isOn)).count == 1)
            #expect(answers.first?.isOn == Bucket.contains(Bucket.hash(unit: "\(org)", flag: "f"), fraction: 0.5))
        }
        for unit in ["\"\"", "null", "true", "1.5", "[]", "{}"] {
            let evaluation = snapshot.evaluate("f", try .text("{\"userId\":\"u\",\"org\":{\"id\":\(unit)}}"))
            #expect(evaluation.cause == .keyMissing("org.id") && evaluation.errorCode == .targetingKeyMissing)
        }
    }

    @Test("Metadata tells version, revision, entry and arm")
    func metadata() {
        let flag = Flag.on {
            $0.stamp = Stamp(version: 7, revision: "1-2")
            $0.rolloutEntry = "e1"
        }
        #expect(Snapshot.evaluate(flag, .user()).metadata.text == #"{"version":7,"revision":"1-2","entry":"e1","arm":"treatment"}"#)
        #expect(Snapshot.evaluate(Flag(key: "f"), .user()).metadata.text == #"{"version":0}"#)
    }

    @Test("One flag and all flags are evaluated alike, in the order of the keys")
    func bulk() {
        let others = (0..<20).map { index in
            Flag.on("z\(index)") { ($0.rolloutPercentage, $0.clientSide) = (Double(index * 5), index % 2 == 0) }
        }
        let snapshot = Self.everything().replacing(flags: others.map { StoredFlag(flag: $0) }, revision: nil)
        for count in 0...Self.whole.count {
            let context = Context.user("u", Array(Self.whole.prefix(count)))
            let all = snapshot.evaluateAll(context)
            #expect(all.map(\.key) == snapshot.keys && snapshot.keys == snapshot.keys.sorted() && all.count == 22)
            #expect(all.allSatisfy { $0.details == snapshot.evaluate($0.key, context).details })
            #expect(snapshot.evaluateAll(context, clientSideOnly: true).map(\.key) == all.filter(\.isClientSide).map(\.key))
        }
    }
}
