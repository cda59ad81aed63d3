import Testing

@testable import Flags

@Suite("Versions")
struct VersionTests {
    @Test("The order of semver.org's section 11, and a few more")
    func order() throws {
        let texts = [
            "0.0.0-0", "0.0.0", "0.9.10", "1.0.0-0.3.7", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1",
            "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.10", "1.2.0",
            "1.10.0", "2.0.0", "10.0.0", "99999999999999999999999.0.0",
        ]
        let versions = try texts.map { try #require(Version($0), "\($0)") }
        for (left, one) in versions.enumerated() {
            for (right, other) in versions.enumerated() {
                #expect((one < other) == (left < right), "\(one) and \(other)")
                #expect((one == other) == (left == right), "\(one) and \(other)")
            }
        }
        #expect(Version("1.0.0+a") == Version("1.0.0+b"))
    }

    @Test(
        "What semver.org does not take is none",
        arguments: [
            "", "1", "1.2", "v1.2.3", "1.2.3.4", "01.2.3", "1.02.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+", "1.2.3-ä",
            " 1.2.3", "1.2.-3", "-1.2.3", "1.2.3+a+b",
        ]
    )
    func refused(text: String) { #expect(Version(text) == nil) }

    @Test("What is odd and allowed", arguments: ["1.2.3-0a", "1.2.3--", "1.2.3+001", "1.2.3-a-b.c+d.e-f", "0.0.0"])
    func taken(text: String) { #expect(Version(text) != nil) }

    @Test(
        "Comparisons that are none",
        arguments: ["", " ", ">", "1.2.0 <", ">= >= 1.2.0", ">1.2", "~1.2.0", "=>1.2.0", "1.0.0,2.0.0"]
    )
    func badRanges(text: String) { #expect(VersionRange(text) == nil) }

    @Test("Comparisons must all hold; a sign may stand apart")
    func ranges() throws {
        let range = try #require(VersionRange(">= 1.2.0  <2.0.0 !=1.5.0"))
        let taken = try ["1.2.0", "1.4.9", "1.5.1"].map { try #require(Version($0)) }
        let refused = try ["1.2.0-rc.1", "1.5.0", "2.0.0"].map { try #require(Version($0)) }
        #expect(taken.allSatisfy { range.contains($0) })
        #expect(!refused.contains { range.contains($0) })
    }
}
