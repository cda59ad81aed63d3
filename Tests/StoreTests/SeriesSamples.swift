import Rollouts
import Store

/// Random numbers that a seed repeats (Steele, Lea and Flood's SplitMix64).
struct SeriesChance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Points as rollouts give them.
enum SeriesSamples {
    /// A whole hour, so that chunks begin with it.
    static let start = Moment(milliseconds: 1_798_275_600_000)

    static func moment(seconds: Double) -> Moment { Moment(milliseconds: start.milliseconds + Int(seconds * 1000)) }

    static func counts(_ seconds: Double, _ exposures: Int, _ errors: Int, entry: String = "1.1") -> SeriesPoint {
        SeriesPoint(
            at: moment(seconds: seconds),
            entry: entry,
            sample: .counts(ArmCounts(exposures: exposures, errors: errors), control: nil)
        )
    }

    static func value(_ seconds: Double, _ value: Double, entry: String = "1.1") -> SeriesPoint {
        SeriesPoint(at: moment(seconds: seconds), entry: entry, sample: .value(value))
    }

    static func trouble(_ seconds: Double, _ trouble: SeriesPoint.Trouble = .noData, entry: String = "1.1") -> SeriesPoint {
        SeriesPoint(at: moment(seconds: seconds), entry: entry, sample: .trouble(trouble))
    }

    /// What the judge knows after a reading at `seconds`.
    static func known(_ point: SeriesPoint) -> GuardState {
        var known = GuardState(entry: point.entry, counting: .window)
        known.lastAsked = point.at
        switch point.sample {
        case .counts(let exposed, let control):
            known.treatment.credited = exposed
            if let control { known.control.credited = control }
            // The source may say more than is credited.
            known.last = .counts(treatment: ArmCounts(exposures: exposed.exposures + 7), control: control.map { _ in ArmCounts() })
        case .value(let value): known.last = .value(value)
        case .trouble(.noData): known.last = .noData("nothing")
        case .trouble(.malformed): known.last = .malformed("<html>")
        case .trouble(.unreachable): known.last = .unreachable("no answer")
        }
        return known
    }

    /// Two guards' readings every 15 s, a few milliseconds late each: errors among some 300 outcomes at 1 %, and a
    /// latency that wanders by some per cent.
    static func traffic(hours: Double, chance: inout SeriesChance) -> [(errors: SeriesPoint, latency: SeriesPoint)] {
        var points: [(errors: SeriesPoint, latency: SeriesPoint)] = []
        var (seconds, exposures, errors, latency) = (0.0, 0, 0, 240.0)
        while seconds < hours * 3600 {
            exposures += Int.random(in: 260...340, using: &chance)
            for _ in 0..<6 where Int.random(in: 0..<2, using: &chance) == 0 { errors += 1 }
            latency += Double.random(in: -8...8, using: &chance)
            latency = min(max(200, latency), 300)
            points.append((counts(seconds, exposures, errors), value(seconds, latency)))
            seconds += 15 + Double.random(in: 0.002...0.02, using: &chance)
        }
        return points
    }
}
