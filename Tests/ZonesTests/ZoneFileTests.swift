import Testing
import Zones

@Suite struct ZoneFileTests {
    private let sample = ZoneFileBytes(
        transitions: [(-100, 1), (1_000, 0), (5_000_000_000, 2)],
        offsets: [3_600, 7_200, -1_800],
        leapSeconds: [(78_796_800, 1)],
        footer: "XXX-2"
    )

    @Test func readsThe64BitBlockAndTheRuleAfterIt() throws {
        let zone = try Zone(name: "Sample", file: sample.bytes)
        #expect(zone.name == "Sample")
        #expect(zone.offset(at: .min) == 3_600)
        #expect(zone.offset(at: -101) == 3_600)
        #expect(zone.offset(at: -100) == 7_200)
        #expect(zone.offset(at: 999) == 7_200)
        #expect(zone.offset(at: 1_000) == 3_600)
        #expect(zone.offset(at: 4_999_999_999) == 3_600)
        #expect(zone.offset(at: 5_000_000_000) == 7_200)
        #expect(zone.offset(at: .max) == 7_200)
    }

    @Test func keepsTheLastOffsetWhereThereIsNoRule() throws {
        var file = sample
        file.footer = ""
        #expect(try Zone(name: "Sample", file: file.bytes).offset(at: 6_000_000_000) == -1_800)
    }

    @Test func readsTheOnlyBlockOfVersion1() throws {
        let file = ZoneFileBytes(version: "1", transitions: [(-5, 1)], offsets: [60, -60], leapSeconds: [(9, 1)])
        let zone = try Zone(name: "Old", file: file.bytes)
        #expect(zone.offset(at: -6) == 60)
        #expect(zone.offset(at: -5) == -60)
    }

    @Test(arguments: ["2", "3", "4"] as [Character])
    func readsVersion(_ version: Character) throws {
        var file = sample
        file.version = version
        #expect(try Zone(name: "Sample", file: file.bytes).offset(at: 0) == 7_200)
    }

    @Test(arguments: ["1", "2"] as [Character])
    func refusesAFileCutAnywhere(_ version: Character) {
        var file = sample
        file.version = version
        let bytes = file.bytes
        for length in bytes.indices {
            #expect(throws: ZoneFault.self, "cut after \(length) bytes") {
                try Zone(name: "Cut", file: Array(bytes.prefix(length)))
            }
        }
    }

    @Test func survivesAnyWrongByte() {
        let bytes = sample.bytes
        for index in bytes.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var wrong = bytes
                wrong[index] = value
                guard let zone = try? Zone(name: "Wrong", file: wrong) else { continue }
                for instant: Int64 in [.min, -1, 0, 4_000_000_000, 6_000_000_000, .max] {
                    #expect(abs(zone.offset(at: instant)) < 26 * 3_600)
                }
            }
        }
    }

    static let damaged: [(what: String, bytes: [UInt8])] = [
        ("an empty file", []),
        ("another magic", ZoneFileBytes(magic: "TZiF").bytes),
        ("an unknown version", ZoneFileBytes(version: "\u{1}").bytes),
        ("no offset", ZoneFileBytes(version: "1", offsets: []).bytes),
        ("no offset in 64 bits", ZoneFileBytes(offsets: []).bytes),
        ("huge counts", ZoneFileBytes().header(counts: Array(repeating: 0xFFFF_FFFF, count: 6))),
        ("many transitions", ZoneFileBytes(version: "1").header(counts: [0, 0, 0, 0xFFFF_FFFF, 1, 0])),
        ("many offsets", ZoneFileBytes(version: "1").header(counts: [0, 0, 0, 0, 0xFFFF_FFFF, 0])),
        ("equal instants", ZoneFileBytes(transitions: [(5, 0), (5, 0)]).bytes),
        ("falling instants", ZoneFileBytes(transitions: [(5, 0), (4, 0)]).bytes),
        ("a type that is not there", ZoneFileBytes(transitions: [(5, 1)]).bytes),
        ("an offset of two days", ZoneFileBytes(offsets: [172_800]).bytes),
        ("the least offset", ZoneFileBytes(offsets: [.min]).bytes),
        ("a rule that is none", ZoneFileBytes(footer: "CET").bytes),
        ("no line feed before the rule", ZoneFileBytes().bytes.dropLast(2) + [0x58, 0x0A]),
    ]

    @Test(arguments: damaged)
    func refuses(_ what: String, _ bytes: [UInt8]) {
        let fault = #expect(throws: ZoneFault.self, "\(what)") { try Zone(name: "Bad", file: bytes) }
        #expect(fault?.code == "zone_malformed")
    }
}
