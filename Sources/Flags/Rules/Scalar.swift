import Wire

/// A text, number or truth value that an attribute, or an element of one, is compared with.
enum Scalar: Sendable {
    case text(TextPiece)
    case number(NumberValue)
    case bool(Bool)

    /// `nil` for null, lists, objects and numbers beyond the largest `Double`.
    init?(_ json: JSON, ignoresCase: Bool) {
        switch json.value {
        case .string(let text): self = .text(TextPiece(text, ignoresCase: ignoresCase))
        case .number(let number):
            guard let value = NumberValue(number) else { return nil }
            self = .number(value)
        case .bool(let bool): self = .bool(bool)
        case .null, .array, .object: return nil
        }
    }

    /// Whether `json` is of the same kind and the same.
    func equals(_ json: JSON) -> Bool {
        switch (self, json.value) {
        case (.text(let piece), .string(let text)): piece.equals(text)
        case (.number(let number), .number(let other)): NumberValue(other) == number
        case (.bool(let bool), .bool(let other)): bool == other
        case (.text, _), (.number, _), (.bool, _): false
        }
    }
}

/// The values of an `in` rule, found without going through them.
struct ValueSet: Sendable {
    private(set) var texts: Set<ExactText> = []
    private(set) var numbers: Set<NumberValue> = []
    private(set) var bools: Set<Bool> = []
    let ignoresCase: Bool
    /// Bytes of the longest text.
    private var longest = 0

    init(ignoresCase: Bool) { self.ignoresCase = ignoresCase }

    /// Adds a value; whether it is one that can be compared.
    mutating func insert(_ json: JSON) -> Bool {
        switch json.value {
        case .string(let text):
            let kept = ignoresCase ? FoldedText.fold(text) : text
            texts.insert(ExactText(kept))
            longest = max(longest, kept.utf8.count)
        case .number(let number):
            guard let value = NumberValue(number) else { return false }
            numbers.insert(value)
        case .bool(let bool): bools.insert(bool)
        case .null, .array, .object: return false
        }
        return true
    }

    func contains(_ json: JSON) -> Bool {
        switch json.value {
        case .string(let text): contains(text)
        case .number(let number): NumberValue(number).map { numbers.contains($0) } ?? false
        case .bool(let bool): bools.contains(bool)
        case .null, .array, .object: false
        }
    }

    private func contains(_ text: String) -> Bool {
        guard ignoresCase else { return text.utf8.count <= longest && texts.contains(ExactText(text)) }
        // One scalar more than the longest can have: then it is none of them.
        return texts.contains(ExactText(FoldedText.foldedPrefix(of: text, scalars: longest + 1)))
    }
}
