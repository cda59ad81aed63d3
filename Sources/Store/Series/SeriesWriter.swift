import Rollouts

/// Writes the points of a chunk in the form of ``SeriesForm``.
struct SeriesWriter {
    private var bytes: [UInt8] = [SeriesForm.format]
    private var before = SeriesForm.Before()

    /// The bytes of `points`, whose times rise; none for none.
    static func bytes(of points: [SeriesPoint]) -> [UInt8] {
        guard !points.isEmpty else { return [] }
        var writer = SeriesWriter()
        for point in points { writer.write(point) }
        return writer.bytes
    }

    private mutating func write(_ point: SeriesPoint) {
        if point.entry != before.entry { write(entry: point.entry) }
        switch point.sample {
        case .counts(let exposed, let rest): write(exposed, rest, at: point.at)
        case .value(let value):
            let rank = SeriesValue(value).rank
            let difference = SeriesForm.folded(rank - before.rank)
            before.rank = rank
            write(.value, Int(clamping: min(difference, UInt(SeriesForm.follows))), at: point.at)
            if difference >= SeriesForm.follows { write(difference) }
        case .trouble(let trouble):
            let other: SeriesForm.Other =
                switch trouble {
                case .noData: .noData
                case .malformed: .malformed
                case .unreachable: .unreachable
                }
            write(.other, other.rawValue, at: point.at)
        }
    }

    private mutating func write(entry: String) {
        // Counts begin anew with the entry.
        before.entry = entry
        before.exposed = SeriesForm.Arm()
        before.rest = SeriesForm.Arm()
        bytes.append(UInt8(SeriesForm.Other.entry.rawValue << 4 | SeriesForm.Kind.other.rawValue << 2))
        write(UInt(entry.utf8.count))
        bytes += entry.utf8
    }

    private mutating func write(_ exposed: ArmCounts, _ rest: ArmCounts?, at moment: Moment) {
        let isConverting =
            exposed.conversions != before.exposed.conversions
            || (rest.map { $0.conversions != before.rest.conversions } ?? false)
        if isConverting {
            let other = rest == nil ? SeriesForm.Other.converted : .bothConverted
            write(.other, other.rawValue, at: moment)
            before.exposed = write(exposed, after: before.exposed, inline: nil, conversions: true)
            if let rest { before.rest = write(rest, after: before.rest, inline: nil, conversions: true) }
        } else {
            let errors = exposed.errors - before.exposed.errors
            let inline = (0..<SeriesForm.follows).contains(errors) ? errors : nil
            write(rest == nil ? .counts : .bothArms, inline ?? SeriesForm.follows, at: moment)
            before.exposed = write(exposed, after: before.exposed, inline: inline, conversions: false)
            if let rest { before.rest = write(rest, after: before.rest, inline: nil, conversions: false) }
        }
    }

    /// Writes what is new in `counts`, but for errors that are told `inline`, and gives what is known from now on.
    private mutating func write(
        _ counts: ArmCounts,
        after known: SeriesForm.Arm,
        inline: Int?,
        conversions: Bool
    ) -> SeriesForm.Arm {
        let increase = counts.exposures - known.exposures
        write(SeriesForm.folded(increase - known.increase))
        if inline == nil { write(SeriesForm.folded(counts.errors - known.errors)) }
        if conversions { write(SeriesForm.folded(counts.conversions - known.conversions)) }
        return SeriesForm.Arm(
            exposures: counts.exposures,
            increase: increase,
            errors: counts.errors,
            conversions: counts.conversions
        )
    }

    private mutating func write(_ kind: SeriesForm.Kind, _ more: Int, at moment: Moment) {
        let time = moment.milliseconds / 100
        let step = time - before.time
        let late = step - before.step
        let code = (0...2).contains(late) ? late : 3
        bytes.append(UInt8(more << 4 | kind.rawValue << 2 | code))
        if code == 3 {
            write(SeriesForm.folded(step))
            before.step = step
        }
        before.time = time
    }

    private mutating func write(_ number: UInt) {
        var rest = number
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
