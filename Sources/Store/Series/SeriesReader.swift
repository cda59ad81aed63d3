import Rollouts

/// Reads the points of a chunk in the form of ``SeriesForm``; outside data.
struct SeriesReader {
    private let bytes: [UInt8]
    private var index = 0
    private var before = SeriesForm.Before()

    /// The points in `bytes`. Each is told by those before it, so reading ends at the first that is not possible.
    static func points(in bytes: [UInt8]) -> [SeriesPoint] {
        guard bytes.first == SeriesForm.format else { return [] }
        var reader = SeriesReader(bytes: bytes, index: 1)
        var points: [SeriesPoint] = []
        while let point = reader.point() { points.append(point) }
        return points
    }

    private init(bytes: [UInt8], index: Int) {
        self.bytes = bytes
        self.index = index
    }

    private mutating func point() -> SeriesPoint? {
        while let header = byte() {
            let code = Int(header & 3)
            let more = Int(header >> 4)
            switch SeriesForm.Kind(rawValue: Int(header >> 2 & 3)) {
            case .counts:
                return timed(code) { reader in reader.counts(errors: more, control: false, conversions: false) }
            case .bothArms:
                return timed(code) { reader in reader.counts(errors: more, control: true, conversions: false) }
            case .value: return timed(code) { reader in reader.value(more) }
            case .other:
                switch SeriesForm.Other(rawValue: more) {
                case .noData: return timed(code) { _ in .trouble(.noData) }
                case .malformed: return timed(code) { _ in .trouble(.malformed) }
                case .unreachable: return timed(code) { _ in .trouble(.unreachable) }
                case .converted: return timed(code) { $0.counts(errors: nil, control: false, conversions: true) }
                case .bothConverted: return timed(code) { $0.counts(errors: nil, control: true, conversions: true) }
                case .entry: guard enter() else { return nil }
                case nil: return nil
                }
            case nil: return nil
            }
        }
        return nil
    }

    private mutating func timed(_ code: Int, _ read: (inout Self) -> SeriesPoint.Sample?) -> SeriesPoint? {
        let step: Int
        if code == 3 {
            guard let read = folded() else { return nil }
            step = read
            before.step = read
        } else {
            let (sum, over) = before.step.addingReportingOverflow(code)
            guard !over else { return nil }
            step = sum
        }
        let (time, over) = before.time.addingReportingOverflow(step)
        guard !over, step > 0, (1...SeriesPoint.lastTenth).contains(time), let sample = read(&self) else {
            return nil
        }
        before.time = time
        return SeriesPoint(at: Moment(milliseconds: time * 100), entry: before.entry, sample: sample)
    }

    private mutating func enter() -> Bool {
        guard let length = number(), length <= UInt(SeriesPoint.longestEntry), Int(length) <= bytes.count - index else {
            return false
        }
        before.entry = String(decoding: bytes[index..<index + Int(length)], as: UTF8.self)
        before.exposed = SeriesForm.Arm()
        before.rest = SeriesForm.Arm()
        index += Int(length)
        return true
    }

    private mutating func value(_ inline: Int) -> SeriesPoint.Sample? {
        guard let more = inline == SeriesForm.follows ? number() : UInt(inline) else { return nil }
        let (rank, over) = before.rank.addingReportingOverflow(SeriesForm.unfolded(more))
        guard !over, let value = SeriesValue(rank: rank) else { return nil }
        before.rank = rank
        return .value(value.number)
    }

    private mutating func counts(errors: Int?, control: Bool, conversions: Bool) -> SeriesPoint.Sample? {
        let inline = errors.flatMap { $0 == SeriesForm.follows ? nil : $0 }
        guard let exposed = arm(after: before.exposed, errors: inline, conversions: conversions) else { return nil }
        before.exposed = exposed
        guard control else { return .counts(exposed.counts, control: nil) }
        guard let rest = arm(after: before.rest, errors: nil, conversions: conversions) else { return nil }
        before.rest = rest
        return .counts(exposed.counts, control: rest.counts)
    }

    private mutating func arm(after known: SeriesForm.Arm, errors inline: Int?, conversions: Bool) -> SeriesForm.Arm? {
        var arm = known
        guard let change = folded() else { return nil }
        let (increase, over) = known.increase.addingReportingOverflow(change)
        guard !over, let exposures = Self.count(known.exposures, increase), let more = inline ?? folded(),
            let errors = Self.count(known.errors, more)
        else { return nil }
        (arm.increase, arm.exposures, arm.errors) = (increase, exposures, errors)
        if conversions {
            guard let more = folded(), let converted = Self.count(known.conversions, more) else { return nil }
            arm.conversions = converted
        }
        return arm
    }

    private static func count(_ known: Int, _ more: Int) -> Int? {
        let (count, over) = known.addingReportingOverflow(more)
        return over || !(0...SeriesPoint.mostCounted).contains(count) ? nil : count
    }

    // MARK: - Bytes

    private mutating func byte() -> UInt8? {
        guard index < bytes.count else { return nil }
        defer { index += 1 }
        return bytes[index]
    }

    private mutating func folded() -> Int? { number().map(SeriesForm.unfolded) }

    private mutating func number() -> UInt? {
        var number: UInt = 0
        for shift in stride(from: UInt(0), to: 64, by: 7) {
            guard let byte = byte(), shift < 63 || byte <= 1 else { return nil }
            number |= UInt(byte & 127) << shift
            if byte < 128 { return number }
        }
        return nil
    }
}
