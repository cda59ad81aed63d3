/// A value of an attribute, or of a flag that serves objects.
public enum FlagValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number that is written without a fraction.
    case integer(Int)
    /// Any other number.
    case double(Double)
    /// A text.
    case string(String)
    /// Values in their order.
    case array([FlagValue])
    /// Values by name.
    case object([String: FlagValue])

    /// The truth value, or `nil` for another kind.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The whole number, or `nil` for another kind.
    public var integer: Int? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    /// The number, whole or not, or `nil` for another kind.
    public var double: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// The text, or `nil` for another kind.
    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The elements, or `nil` for another kind.
    public var array: [FlagValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members, or `nil` for another kind.
    public var object: [String: FlagValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The member called `name`; `nil` where there is none, or this is no object.
    public subscript(name: String) -> FlagValue? { object?[name] }
}

extension FlagValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A truth value as it is written.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number as it is written.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A number as it is written.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A text as it is written.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A list as it is written.
    public init(arrayLiteral elements: FlagValue...) { self = .array(elements) }
    /// An object as it is written; of members that share a name, the last is taken.
    public init(dictionaryLiteral elements: (String, FlagValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
