import Wire

extension FlagValue {
    /// The value that a JSON text holds; of members that share a name, the first is taken.
    init(_ json: JSON) {
        switch json.value {
        case .null: self = .null
        case .bool(let bool): self = .bool(bool)
        case .number(let number):
            // `2.0` is a number that happens to be whole, `2` a whole number.
            if let integer = Int(number.text) {
                self = .integer(integer)
            } else {
                self = .double(number.double ?? .infinity)
            }
        case .string(let string): self = .string(string)
        case .array(let elements): self = .array(elements.map { FlagValue($0) })
        case .object(let members):
            self = .object(Dictionary(members.map { ($0.name, FlagValue($0.value)) }) { first, _ in first })
        }
    }

    /// The value as a JSON text holds it; a number that JSON cannot write is `null`.
    var json: JSON {
        switch self {
        case .null: JSON(.null)
        case .bool(let bool): JSON(bool)
        case .integer(let integer): JSON(integer)
        case .double(let double): JSON(double)
        case .string(let string): JSON(string)
        case .array(let elements): JSON(elements.map(\.json))
        case .object(let members): JSON(.object(members.map { JSON.Member(name: $0.key, value: $0.value.json) }))
        }
    }
}
