import Wire

/// Reads what is kept about changes.
struct StampReader {
    static let keys = ["version", "revision", "createdAt", "updatedAt", "updatedBy"]

    func stamp(_ fields: Fields) -> Stamp {
        Stamp(
            version: fields.integer("version", in: 0...Int.max) ?? 0,
            revision: fields.string("revision"),
            createdAt: timestamp(fields, "createdAt"),
            updatedAt: timestamp(fields, "updatedAt"),
            updatedBy: fields.string("updatedBy")
        )
    }

    /// RFC 3339 as the HTTP API has it, or milliseconds since 1970 as Redis has it.
    private func timestamp(_ fields: Fields, _ key: String) -> Timestamp? {
        guard let json = fields[key] else { return nil }
        if let milliseconds = json.integer {
            let timestamp = Timestamp(milliseconds: milliseconds)
            if (Timestamp.first...Timestamp.last).contains(timestamp) { return timestamp }
            fields.error(key, "is outside of the years 0000 to 9999")
            return nil
        }
        if let timestamp = json.string.flatMap({ Timestamp($0) }) { return timestamp }
        fields.error(key, "expected an instant such as 2026-12-26T09:00:00+01:00, found \(json.phrase)")
        return nil
    }
}
