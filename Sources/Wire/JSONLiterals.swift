extension JSON {
    /// `null`. It has no literal: in `condition ? nil : value`, `nil` is to mean that there is no JSON at all.
    package static let null = JSON(.null)
}

extension JSON: ExpressibleByBooleanLiteral {
    /// `true` or `false`.
    package init(booleanLiteral value: Bool) { self.init(value) }
}

extension JSON: ExpressibleByIntegerLiteral {
    /// A whole number.
    package init(integerLiteral value: Int) { self.init(value) }
}

extension JSON: ExpressibleByFloatLiteral {
    /// A number with a fraction.
    package init(floatLiteral value: Double) { self.init(value) }
}

extension JSON: ExpressibleByStringInterpolation {
    /// A string.
    package init(stringLiteral value: String) { self.init(value) }
}

extension JSON: ExpressibleByArrayLiteral {
    /// An array.
    package init(arrayLiteral elements: JSON...) { self.init(elements) }
}

extension JSON: ExpressibleByDictionaryLiteral {
    /// An object whose members keep the order in which they are written.
    package init(dictionaryLiteral members: (String, JSON)...) { self = .object(members) }
}
