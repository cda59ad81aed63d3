import Wire

/// What `greaterThan`, `lessThan`, `between`, `before` and `after` compare with; the attribute must be of its kind.
enum Bound: Sendable {
    case number(NumberValue)
    case date(Timestamp)
    case text(TextPiece)

    /// A number, a date, or else a text.
    init?(_ json: JSON, ignoresCase: Bool) {
        switch json.value {
        case .number(let number):
            guard let value = NumberValue(number) else { return nil }
            self = .number(value)
        case .string(let text):
            self = Timestamp(text).map(Bound.date) ?? .text(TextPiece(text, ignoresCase: ignoresCase))
        case .null, .bool, .array, .object: return nil
        }
    }

    /// Where `json` stands: below (-1), at (0) or above (1); `nil` where it is of another kind.
    func order(of json: JSON) -> Int? {
        switch (self, json.value) {
        case (.number(let bound), .number(let number)): NumberValue(number).map { Self.order($0, bound) }
        case (.date(let bound), .string(let text)): Timestamp(text).map { Self.order($0, bound) }
        case (.text(let bound), .string(let text)): bound.order(of: text)
        case (.number, _), (.date, _), (.text, _): nil
        }
    }

    /// The bound as a value, to hold it against another of its kind.
    var json: JSON {
        switch self {
        case .number(let number): number.json
        case .date(let date): JSON(date.rfc3339)
        case .text(let piece): JSON(piece.text)
        }
    }

    private static func order<Value: Comparable>(_ one: Value, _ other: Value) -> Int {
        one < other ? -1 : one == other ? 0 : 1
    }
}
