package import Wire

/// A flag as the store holds it, which anybody may have written: the flag as far as it can be read, and its faults.
package struct StoredFlag: Sendable, Equatable {
    /// The flag; what could not be read has its default.
    package var flag: Flag
    /// What is wrong; where a fault bears on who is served what, the flag is served off.
    package var faults: [FieldFault]

    /// A flag without faults.
    package init(flag: Flag) {
        self.flag = flag
        faults = []
    }

    /// The flag called `key` from the fields of its hash `flags:<key>`.
    package init(key: String, hash: [(field: String, text: String)]) {
        let (json, faults) = StoredHash.flag.json(hash)
        self.init(key: key, json: json, faults: faults)
    }

    /// The flag within a `flag_updated` message; `nil` where it has no key.
    package init?(message: JSON) {
        guard let key = message["key"]?.string else { return nil }
        self.init(key: key, json: message, faults: [])
    }

    private init(key: String, json: JSON, faults: [FieldFault]) {
        let reader = FlagReader(rules: .none, isStored: true)
        flag = reader.flag(json, key: key) ?? Flag(key: key)
        self.faults = faults + StoredHash.flag.faults(reader.findings)
    }

    /// Every field of the hash; one that ``Flag/hash`` does not give is to be removed.
    package static let fields = FlagReader.keys.filter { $0 != "key" }
}

/// A segment as the store holds it, and its faults.
package struct StoredSegment: Sendable, Equatable {
    /// The segment; what could not be read has its default.
    package var segment: Segment
    /// What is wrong; where a fault bears on who is in, nobody is.
    package var faults: [FieldFault]

    /// A segment without faults.
    package init(segment: Segment) {
        self.segment = segment
        faults = []
    }

    /// The segment called `id` from the fields of its hash `segments:<id>`.
    package init(id: String, hash: [(field: String, text: String)]) {
        let (json, faults) = StoredHash.segment.json(hash)
        self.init(id: id, json: json, faults: faults)
    }

    /// A segment within a message; `nil` where it has no id.
    package init?(message: JSON) {
        guard let id = message["id"]?.string else { return nil }
        self.init(id: id, json: message, faults: [])
    }

    private init(id: String, json: JSON, faults: [FieldFault]) {
        let reader = SegmentReader(rules: .none, isStored: true)
        segment = reader.segment(json, id: id) ?? Segment(id: id, rules: [])
        self.faults = faults + StoredHash.segment.faults(reader.findings)
    }

    /// Every field of the hash; one that ``Segment/hash`` does not give is to be removed.
    package static let fields = SegmentReader.keys.filter { $0 != "id" }
}
