/// A JSON value (RFC 8259) with the place it was read from.
///
/// Two values are equal when their contents are, wherever they stood. Members compare in the order they are written,
/// numbers by their text (`2` and `2.0` differ).
package struct JSON: Sendable, Equatable {
    /// The six kinds of value. (`JSON.Value` is `JSON` itself, which dictionary literals take.)
    package enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case string(String)
        case array([JSON])
        case object([Member])
    }

    /// One name and value of an object.
    package struct Member: Sendable, Equatable {
        /// The name with its escapes resolved.
        package var name: String
        /// Where the name's opening quote stood.
        package var namePlace: Place
        /// The value.
        package var value: JSON

        /// A member; without a place it counts as built.
        package init(name: String, namePlace: Place = .none, value: JSON) {
            self.name = name
            self.namePlace = namePlace
            self.value = value
        }

        /// Whether name and value are equal, places aside.
        package static func == (left: Member, right: Member) -> Bool {
            left.name == right.name && left.value == right.value
        }
    }

    /// What the value is.
    package var value: Content
    /// Where its first character stood; `.none` for a value that was built.
    package var place: Place

    /// A value; without a place it counts as built.
    package init(_ value: Content, at place: Place = .none) {
        self.value = value
        self.place = place
    }

    /// Whether the contents are equal, places aside.
    package static func == (left: JSON, right: JSON) -> Bool { left.value == right.value }
}

extension JSON {
    /// The JSON number of a whole number.
    package init(_ integer: Int) { self.init(.number(JSONNumber(integer))) }

    /// The JSON number that reads back to the same bits. JSON has no NaN and no infinity: these become `null`.
    package init(_ double: Double) { self.init(JSONNumber(double).map(Content.number) ?? .null) }

    /// A JSON string.
    package init(_ string: String) { self.init(.string(string)) }

    /// A JSON boolean.
    package init(_ bool: Bool) { self.init(.bool(bool)) }

    /// A JSON array.
    package init(_ elements: [JSON]) { self.init(.array(elements)) }

    /// An object with these members in this order. A `nil` literal here is a `null` member.
    package static func object(_ members: [(String, JSON)]) -> JSON {
        JSON(.object(members.map { Member(name: $0.0, value: $0.1) }))
    }

    /// An object with those of these members that have a value, in this order.
    package static func object(_ members: [(String, JSON?)]) -> JSON {
        JSON(.object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } }))
    }
}
