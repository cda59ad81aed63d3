/// What a key holds, and until when.
struct KeyspaceEntry: Sendable {
    var value: KeyspaceValue
    /// Milliseconds since 1970; the key is gone after that.
    var expiresAt: Int?
}

/// The kinds of values.
enum KeyspaceValue: Sendable {
    case string([UInt8])
    case hash(HashValue)
    case set(SetValue)
    case list(ListValue)
    case stream(StreamValue)
    /// Being changed at this moment.
    case taken

    /// What TYPE answers.
    var kind: String {
        switch self {
        case .string: "string"
        case .hash: "hash"
        case .set: "set"
        case .list: "list"
        case .stream: "stream"
        case .taken: "none"
        }
    }
}

/// What one kind of value is made of: taken out of its key to be changed, so that nothing is copied.
protocol KeyspacePayload {
    /// What a key that is not there counts as.
    init()
    /// Takes it out, where it is of this kind.
    init?(taking value: inout KeyspaceValue)
    var wrapped: KeyspaceValue { get }
    /// A key with nothing in it is no key.
    var isGone: Bool { get }
}

/// A hash: fields in the order in which they came.
struct HashValue: KeyspacePayload, Sendable {
    var fields = OrderedMap<Bytes, [UInt8]>()

    init() {}

    init?(taking value: inout KeyspaceValue) {
        guard case .hash(let hash) = value else { return nil }
        value = .taken
        self = hash
    }

    var wrapped: KeyspaceValue { .hash(self) }
    var isGone: Bool { fields.isEmpty }
}

/// A set: members in the order in which they came.
struct SetValue: KeyspacePayload, Sendable {
    var members = OrderedMap<Bytes, Bool>()

    init() {}

    init?(taking value: inout KeyspaceValue) {
        guard case .set(let set) = value else { return nil }
        value = .taken
        self = set
    }

    var wrapped: KeyspaceValue { .set(self) }
    var isGone: Bool { members.isEmpty }
}

/// A list.
struct ListValue: KeyspacePayload, Sendable {
    var items: [[UInt8]] = []

    init() {}

    init?(taking value: inout KeyspaceValue) {
        guard case .list(let list) = value else { return nil }
        value = .taken
        self = list
    }

    var wrapped: KeyspaceValue { .list(self) }
    var isGone: Bool { items.isEmpty }
}

/// A string; an empty one is one.
struct StringValue: KeyspacePayload, Sendable {
    /// `nil` where there is no key.
    var bytes: [UInt8]?

    init() {}

    init?(taking value: inout KeyspaceValue) {
        guard case .string(let bytes) = value else { return nil }
        value = .taken
        self.bytes = bytes
    }

    var wrapped: KeyspaceValue { .string(bytes ?? []) }
    var isGone: Bool { bytes == nil }
}
