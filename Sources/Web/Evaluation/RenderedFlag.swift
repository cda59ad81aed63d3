import Flags
import NIOCore
import Wire

/// One flag as answers show it: what does not change from one evaluation to the next is written once.
struct RenderedFlag: Sendable {
    private struct Variant: Sendable {
        /// An OFREP item up to what hangs on the evaluation, within its metadata.
        var item: [UInt8]
        /// A member of the detailed list up to the same.
        var detail: [UInt8]
    }

    /// The flag that was written.
    let flag: Flag
    /// Where its evaluations are counted.
    let counts: FlagCounts
    /// What stands for the flag in tags.
    let digest: [UInt8]
    /// The key and a colon.
    private let name: [UInt8]
    private let variants: [Variant]

    init(_ flag: Flag, counts: FlagCounts) {
        self.flag = flag
        self.counts = counts
        digest = Digest.sha256(Array(flag.json.text.utf8)) ?? []
        let key = JSON(flag.key).text
        name = Array("\(key):".utf8)
        let metadata = JSON.object([
            ("version", JSON(flag.stamp.version)), ("revision", flag.stamp.revision.map { JSON($0) }),
            ("entry", flag.rolloutEntry.map { JSON($0) }),
        ])
        variants = flag.variants.map { variant in
            let (value, served) = (variant.value.text, JSON(variant.name).text)
            let item = #"{"key":\#(key),"value":\#(value),"variant":\#(served),"metadata":\#(metadata.text.dropLast())"#
            let detail = #"\#(key):{"variant":\#(served),"value":\#(value)"#
            return Variant(item: Array(item.utf8), detail: Array(detail.utf8))
        }
    }

    /// About how many bytes an item takes.
    var length: Int { (variants.map(\.item.count).max() ?? name.count) + 64 }

    // MARK: - Writing

    /// An item of the OpenFeature protocol: `key`, `value`, `variant`, `metadata`, `reason`, or an error's.
    func writeItem(_ evaluation: Evaluation, to buffer: inout ByteBuffer) {
        guard evaluation.errorCode == nil, let position = evaluation.variantPosition, variants.indices.contains(position) else {
            buffer.writeString(OFREPFailure(evaluation).json.text)
            return
        }
        buffer.writeBytes(variants[position].item)
        buffer.writeBytes(Endings.item(arm: evaluation.arm, reason: evaluation.reason))
    }

    /// A member of the list: the key, and whether the flag is on.
    func writeMember(_ evaluation: Evaluation, to buffer: inout ByteBuffer) {
        buffer.writeBytes(name)
        buffer.writeStaticString(evaluation.isOn ? "true" : "false")
    }

    /// A member of the detailed list: `variant`, `value`, `enabled`, `reason`, and what is wrong where something is.
    func writeDetail(_ evaluation: Evaluation, to buffer: inout ByteBuffer) {
        let position = evaluation.variantPosition ?? -1
        guard variants.indices.contains(position), evaluation.errorCode == nil else {
            buffer.writeBytes(name)
            buffer.writeString(EvaluationAnswer(evaluation).json.text)
            return
        }
        buffer.writeBytes(variants[position].detail)
        buffer.writeBytes(Endings.detail(isOn: evaluation.isOn, reason: evaluation.reason))
    }
}

/// How items end; there are few endings, so each is written once.
private enum Endings {
    private static let reasons = Evaluation.Reason.allCases.map(\.rawValue)
    private static let items = table(["", #","arm":"treatment""#, #","arm":"control""#].map { #"\#($0)},"reason":"# })
    private static let details = table(["false", "true"].map { #","enabled":\#($0),"reason":"# })

    static func item(arm: Evaluation.Arm?, reason: Evaluation.Reason) -> [UInt8] {
        let row =
            switch arm {
            case nil: 0
            case .treatment: 1
            case .control: 2
            }
        return items[row * reasons.count + position(of: reason)]
    }

    static func detail(isOn: Bool, reason: Evaluation.Reason) -> [UInt8] {
        details[(isOn ? reasons.count : 0) + position(of: reason)]
    }

    private static func table(_ beginnings: [String]) -> [[UInt8]] {
        beginnings.flatMap { beginning in reasons.map { Array(#"\#(beginning)"\#($0)"}"#.utf8) } }
    }

    /// The place in `Reason.allCases`.
    private static func position(of reason: Evaluation.Reason) -> Int {
        switch reason {
        case .static: 0
        case .targetingMatch: 1
        case .split: 2
        case .disabled: 3
        case .default: 4
        case .error: 5
        }
    }
}
