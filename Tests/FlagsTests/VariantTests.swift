import Flags
import Testing
import Wire

@Suite("Variants")
struct VariantTests {
    @Test("Users are served what the written formula says")
    func golden() throws {
        let rows = try VectorFile.rows("variants.txt")
        #expect(rows.count >= 1000)
        var strays: [[String]] = []
        for row in rows {
            try #require(row.count == 7, "\(row)")
            var flag = Flag.texts(row[3].split(separator: ",").map { String($0) })
            flag.key = row[1]
            flag.rolloutPercentage = try #require(Double(row[2]))
            if row[4] != "-" { flag.distribution = try row[4].split(separator: ",").map { try #require(Double($0)) } }
            let evaluation = Snapshot.evaluate(flag, .user(row[0]))
            if evaluation.variant != row[6] || (evaluation.arm == .treatment) != (row[5] == "y") { strays.append(row) }
        }
        #expect(strays.isEmpty, "\(strays.count) differ, the first is \(strays.first ?? [])")
    }

    @Test("A boolean serves on, or else its first true variant, whoever is in")
    func boolean() {
        #expect(Snapshot.evaluate(.on(), .user()).variant == "on")
        let named = Flag.on {
            $0.variants = [Flag.Variant("no", false), Flag.Variant("yes", true), Flag.Variant("also", true)]
            $0.defaultVariant = "no"
        }
        #expect(Set((0..<50).map { Snapshot.evaluate(named, .user("u\($0)")).variant }) == ["yes"])
        let both = Flag.on { $0.distribution = [50, 50] }
        let served = (0..<50).map { Snapshot.evaluate(both, .user("u\($0)")) }
        #expect(Set(served.map(\.variant)) == ["on", "off"])
        #expect(served.allSatisfy { $0.isOn == ($0.variant == "on") && $0.arm == .treatment })
    }

    @Test("A variant without a share is never served, whatever is left at the end")
    func noShare() {
        let flag = Flag.texts(["a", "b", "c"], distribution: [49.995, 50, 0])
        let served = Set((0..<5000).map { Snapshot.evaluate(flag, .user("u\($0)")).variant })
        #expect(served == ["a", "b"])
    }

    @Test("Shares are met", arguments: [[10.0, 20, 70], [33.33, 33.33, 33.34], [1, 0, 99]])
    func shares(distribution: [Double]) {
        let names = ["a", "b", "c"]
        let snapshot = Snapshot(flags: [Flag.texts(names, distribution: distribution)])
        var counts: [String: Int] = [:]
        for user in 0..<10_000 { counts[snapshot.evaluate("f", .user("user-\(user)")).variant, default: 0] += 1 }
        for (name, share) in zip(names, distribution) {
            let mean = 10_000 * share / 100
            let deviation = (mean * (1 - share / 100)).squareRoot()
            #expect(abs(Double(counts[name] ?? 0) - mean) <= 5 * deviation, "\(name)")
        }
    }

    @Test("The variant tells nothing of who is in: at 5 % both variants are served alike")
    func independence() {
        let snapshot = Snapshot(flags: [Flag.texts(["a", "b"], distribution: [50, 50], percentage: 5)])
        let served = (0..<40_000).map { snapshot.evaluate("f", .user("user-\($0)")) }.filter { $0.arm == .treatment }
        #expect(served.count > 1500)
        let first = Double(served.count { $0.variant == "a" })
        let mean = Double(served.count) / 2
        #expect(abs(first - mean) <= 5 * (mean / 2).squareRoot())
    }

    @Test("Who keeps being in keeps the variant while the percentage rises")
    func stability() {
        let steps = [1, 5, 25, 50, 99.5, 100].map { Snapshot(flags: [Flag.texts(["a", "b", "c"], percentage: $0)]) }
        for user in 0..<500 {
            let served = steps.map { $0.evaluate("f", .user("user-\(user)")) }
            let inside = served.drop { $0.arm != .treatment }
            #expect(inside.allSatisfy { $0.arm == .treatment })
            #expect(Set(inside.map(\.variant)).count == 1)
        }
    }

    @Test("A value keeps the form in which it was written", arguments: ["2.0", "20", "1e3", "{\"b\":1.50,\"a\":[]}", "-0"])
    func form(text: String) throws {
        var flag = Flag.texts(["a"])
        flag.variants[0].value = try JSON.parse(text)
        #expect(Snapshot.evaluate(flag, .user()).value?.text == text)
    }
}
