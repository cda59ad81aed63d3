extension JSON {
    /// Whether this is `null`.
    package var isNull: Bool { value == .null }

    /// The string, or `nil` for another kind.
    package var string: String? {
        if case .string(let string) = value { string } else { nil }
    }

    /// The boolean, or `nil` for another kind.
    package var bool: Bool? {
        if case .bool(let bool) = value { bool } else { nil }
    }

    /// The number as it is written, or `nil` for another kind.
    package var number: JSONNumber? {
        if case .number(let number) = value { number } else { nil }
    }

    /// The number when it is whole and fits, see `JSONNumber.integer`; `nil` otherwise.
    package var integer: Int? { number?.integer }

    /// The number when a finite `Double` can stand for it, see `JSONNumber.double`; `nil` otherwise.
    package var double: Double? { number?.double }

    /// The elements, or `nil` for another kind.
    package var array: [JSON]? {
        if case .array(let elements) = value { elements } else { nil }
    }

    /// The members in the order they are written, or `nil` for another kind.
    package var members: [Member]? {
        if case .object(let members) = value { members } else { nil }
    }

    /// The value of the first member of that name; `nil` when there is none or this is no object.
    package subscript(name: String) -> JSON? { members?.first { $0.name == name }?.value }

    /// The kind's name for messages, as in "expected a string, found a number".
    package var kind: String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The value that a pointer leads to (RFC 6901), or `nil` when the way there does not exist. Of members that share
    /// a name, the first is taken. `-`, the element after the last, never exists.
    package func at(pointer: JSONPointer) -> JSON? {
        var here = self
        for token in pointer.tokens {
            let next =
                switch here.value {
                case .object: here[token]
                case .array(let elements): JSON.element(of: elements, token: token)
                case .null, .bool, .number, .string: JSON?.none
                }
            guard let next else { return nil }
            here = next
        }
        return here
    }

    /// An index is digits without a leading zero (RFC 6901, section 4).
    private static func element(of elements: [JSON], token: String) -> JSON? {
        guard token.utf8.allSatisfy({ (0x30...0x39).contains($0) }), token == "0" || token.utf8.first != 0x30,
            let index = Int(token), elements.indices.contains(index)
        else { return nil }
        return elements[index]
    }

    /// Every member, in the whole tree, whose name an earlier member of the same object has, in the order of reading.
    /// Names are the same when Swift holds the strings for equal, that is, under canonical equivalence.
    package func duplicateKeys() -> [(name: String, place: Place)] {
        switch value {
        case .null, .bool, .number, .string:
            return []
        case .array(let elements):
            return elements.flatMap { $0.duplicateKeys() }
        case .object(let members):
            var seen: Set<String> = []
            return members.flatMap { member in
                let repeated = seen.insert(member.name).inserted ? [] : [(name: member.name, place: member.namePlace)]
                return repeated + member.value.duplicateKeys()
            }
        }
    }
}
