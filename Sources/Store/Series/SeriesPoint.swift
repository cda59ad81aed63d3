package import Rollouts

/// One reading of a guard as it is kept for plots.
///
/// It is made as it will be read back: times to a tenth of a second, values to four significant digits, counts up to 2^53.
package struct SeriesPoint: Sendable, Equatable {
    /// What was read.
    package enum Sample: Sendable, Equatable {
        /// Outcomes credited since the entry began, of the exposed and, where the source knows them, of control.
        case counts(ArmCounts, control: ArmCounts?)
        /// A finite number.
        case value(Double)
        /// Nothing that could be judged.
        case trouble(Trouble)

        /// Whether it could be judged.
        var isUsable: Bool {
            switch self {
            case .counts, .value: true
            case .trouble: false
            }
        }
    }

    /// Why a reading could not be judged.
    package enum Trouble: String, Sendable, CaseIterable {
        /// There was nothing.
        case noData
        /// It was not what was promised.
        case malformed
        /// Nothing was heard.
        case unreachable
    }

    /// When it was asked for: from the first tenth of a second of 1970 to the end of 9999, cut to a tenth.
    package let at: Moment
    /// The stage's entry that it belongs to, at most 64 bytes of it.
    package let entry: String
    /// What was read.
    package let sample: Sample

    /// A point as it will be read back; a value that is NaN or infinite is no data.
    package init(at: Moment, entry: String, sample: Sample) {
        self.at = Moment(milliseconds: min(max(100, at.milliseconds), Self.lastTenth * 100 + 99) / 100 * 100)
        self.entry = Self.shortened(entry)
        switch sample {
        case .counts(let exposed, let rest): self.sample = .counts(Self.kept(exposed), control: rest.map(Self.kept))
        case .value(let value): self.sample = value.isFinite ? .value(SeriesValue(value).number) : .trouble(.noData)
        case .trouble: self.sample = sample
        }
    }

    /// The last reading that `known` tells of, its counts as the judge credited them; `nil` where there was none yet.
    package init?(_ known: GuardState) {
        guard let asked = known.lastAsked, let last = known.last else { return nil }
        let sample: Sample =
            switch last {
            case .counts(_, let control): .counts(known.treatment.credited, control: control.map { _ in known.control.credited })
            case .value(let value): .value(value)
            case .noData: .trouble(.noData)
            case .malformed: .trouble(.malformed)
            case .unreachable: .trouble(.unreachable)
            }
        self.init(at: asked, entry: known.entry, sample: sample)
    }

    /// The end of 9999, in tenths of a second.
    static let lastTenth = 2_534_023_007_999
    /// The largest count that is kept.
    static let mostCounted = 1 << 53
    /// The longest entry that is kept, in bytes.
    static let longestEntry = 64

    private static func kept(_ counts: ArmCounts) -> ArmCounts {
        func clamp(_ count: Int) -> Int { min(max(0, count), mostCounted) }
        return ArmCounts(
            exposures: clamp(counts.exposures),
            errors: clamp(counts.errors),
            conversions: clamp(counts.conversions)
        )
    }

    private static func shortened(_ entry: String) -> String {
        guard entry.utf8.count > longestEntry else { return entry }
        var text = String.UnicodeScalarView()
        var length = 0
        for scalar in entry.unicodeScalars {
            length += scalar.utf8.count
            guard length <= longestEntry else { break }
            text.append(scalar)
        }
        return String(text)
    }
}
