import Testing
import Zones

/// What `nextChange` says is what a look at every minute finds.
@Suite struct OpeningHoursPropertyTests {
    /// A rule, and an instant some days before its clocks are changed.
    static let places: [(rule: String, start: Int64)] = [
        ("CET-1CEST,M3.5.0,M10.5.0/3", 1_711_500_000),
        ("CET-1CEST,M3.5.0,M10.5.0/3", 1_729_500_000),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_727_800_020),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_712_000_040),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_729_500_000),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", 1_711_300_020),
        ("AAA0BBB-24,J100/23,J103/1", 1_712_500_020),
        ("NPT-5:45", 1_712_500_020),
    ]

    @Test(arguments: places.indices)
    func agreesWithEveryMinute(_ index: Int) throws {
        let place = OpeningHoursPropertyTests.places[index]
        let zone = try Zone.following(place.rule)
        var random = SplitMix64(state: UInt64(index))
        let minutes = 9 * 1_440
        for _ in 0..<6 {
            let hours = OpeningHours.random(in: zone, using: &random)
            var found: [Int64] = []
            var wasOpen = hours.isOpen(at: place.start)
            for minute in 1...minutes {
                let instant = place.start + Int64(minute) * 60
                let isOpen = hours.isOpen(at: instant)
                if isOpen != wasOpen { found.append(instant) }
                wasOpen = isOpen
            }
            var said: [Int64] = []
            let end = place.start + Int64(minutes) * 60
            while let next = hours.nextChange(after: said.last ?? place.start), next <= end {
                said.append(next)
            }
            #expect(said == found, "\(hours)")
            // From anywhere in between, the next one is the same.
            let instant = Int64.random(in: place.start..<end, using: &random)
            if let next = found.first(where: { $0 > instant }) {
                #expect(hours.nextChange(after: instant) == next, "\(hours)")
            }
        }
    }
}

extension OpeningHours {
    /// Hours that often touch the small hours, when clocks are changed.
    fileprivate static func random(in zone: Zone, using random: inout SplitMix64) -> OpeningHours {
        let days = Weekday.allCases.filter { _ in Bool.random(using: &random) }
        let range = Bool.random(using: &random) ? 0...1_440 : 0...240
        return OpeningHours(
            days: Set(days),
            fromMinute: Int.random(in: range, using: &random),
            toMinute: Int.random(in: range, using: &random),
            zone: zone
        )
    }
}

/// Steele, Lea and Flood's generator, so that each run tries the same hours.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
