import Flags
import Testing

@Suite("Buckets")
struct BucketTests {
    private static let everyone = 20_000

    @Test("Users fall where the written formula puts them")
    func golden() throws {
        let vectors = try BucketVector.all()
        #expect(vectors.count >= 1000)
        let strays = vectors.filter { vector in
            let hash = Bucket.hash(unit: vector.unit, flag: vector.flag, salt: vector.salt)
            return hash != vector.hash || Bucket.contains(hash, fraction: vector.share / 100) != vector.isIn
        }
        #expect(strays.isEmpty, "\(strays.count) differ, the first is \(String(describing: strays.first))")
        #expect(vectors.contains { $0.isIn } && vectors.contains { !$0.isIn })
    }

    @Test("Nobody is in at 0 % and below, everybody at 100 % and above", arguments: [0, 1, 0x8000_0000, .max] as [UInt32])
    func ends(hash: UInt32) {
        for fraction: Double in [0, -0.5, -.infinity] { #expect(!Bucket.contains(hash, fraction: fraction)) }
        for fraction: Double in [1, 1.5, .infinity] { #expect(Bucket.contains(hash, fraction: fraction)) }
        #expect(!Bucket.contains(hash, fraction: .nan))
    }

    @Test("The first and the last place")
    func edges() {
        #expect(Bucket.contains(0, fraction: 0.000_01))
        #expect(!Bucket.contains(.max, fraction: 0.999_99))
        #expect(!Bucket.contains(.max, fraction: (1.0).nextDown))
    }

    @Test("Raising a share only adds users", arguments: ["new_checkout_flow", "f", "Flag9"])
    func monotonous(flag: String) {
        let shares = [0, 0.001, 0.01, 0.05, 0.125, 0.25, 0.5, 0.75, 0.9, 0.999_99, 1]
        var before = 0
        for user in 0..<2000 {
            let hash = Bucket.hash(unit: "user-\(user)", flag: flag)
            let isIn = shares.map { Bucket.contains(hash, fraction: $0) }
            // Once in, in for good: no share after the first that holds the user is without.
            let first = isIn.firstIndex(of: true) ?? isIn.count
            #expect(isIn[first...].allSatisfy { $0 }, "user-\(user)")
            before += first
        }
        #expect(before > 2000, "somebody must be outside of some share")
    }

    @Test("So many are in as the share says", arguments: [0.01, 0.05, 0.125, 0.5, 0.9])
    func share(fraction: Double) {
        for flag in ["new_checkout_flow", "f", "a.b-c"] {
            let count = (0..<Self.everyone).count { user in
                Bucket.contains(Bucket.hash(unit: "user-\(user)", flag: flag), fraction: fraction)
            }
            expectBinomial(count, of: Self.everyone, fraction, "\(flag)")
        }
    }

    @Test("The variant's place tells nothing of the rollout's", arguments: [0.05, 0.25])
    func salt(fraction: Double) {
        let flag = "new_checkout_flow"
        let inside = (0..<Self.everyone).filter { user in
            Bucket.contains(Bucket.hash(unit: "user-\(user)", flag: flag), fraction: fraction)
        }
        for variantShare in [0.25, 0.5] {
            let first = inside.count { user in
                let hash = Bucket.hash(unit: "user-\(user)", flag: flag, salt: ":variant")
                return Bucket.contains(hash, fraction: variantShare)
            }
            expectBinomial(first, of: inside.count, variantShare, "first variant within \(fraction)")
        }
    }

    @Test("Whoever is in one flag's share is in another's by chance only")
    func flagsAreIndependent() {
        let inside = (0..<Self.everyone).filter { user in
            Bucket.contains(Bucket.hash(unit: "user-\(user)", flag: "f"), fraction: 0.2)
        }
        let both = inside.count { Bucket.contains(Bucket.hash(unit: "user-\($0)", flag: "g"), fraction: 0.2) }
        expectBinomial(both, of: inside.count, 0.2, "in both")
    }

    /// Within five standard deviations of the mean: the users are fixed, so this never fails by chance.
    private func expectBinomial(_ count: Int, of trials: Int, _ chance: Double, _ what: String) {
        let mean = Double(trials) * chance
        let deviation = (mean * (1 - chance)).squareRoot()
        #expect(abs(Double(count) - mean) <= 5 * deviation, "\(what): \(count) of \(trials), expected \(mean)")
    }
}
