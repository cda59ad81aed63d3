package import Store
package import Wire

/// One entry of a flag's or segment's history.
package struct FlagChange: Sendable, Equatable {
    /// The log's id.
    package var revision: String
    /// `flag_updated`, `flag_deleted`, `segment_updated`, `segment_deleted`, or what a rollout or an order did.
    package var kind: String
    /// Who.
    package var actor: String
    /// When, in RFC 3339.
    package var at: String
    /// Why.
    package var reason: String
    /// The version that it made; `nil` for what a rollout or an order did.
    package var version: Int?
    /// The whole flag or segment before it; `nil` where there was none, and for what a rollout or an order did.
    package var before: JSON?
    /// The whole flag or segment after it; `nil` likewise.
    package var after: JSON?
    /// All that the entry says.
    package var event: JSON

    /// Reads an entry of the log.
    package init(_ entry: LogEntry) {
        let event = entry.event
        let isDefinition = event["type"]?.string == "flag" || event["type"]?.string == "segment"
        revision = entry.id
        kind = entry.kind
        actor = event["actor"]?.string ?? ""
        at = event["at"]?.string ?? ""
        reason = event["reason"]?.string ?? ""
        version = isDefinition ? event["version"]?.integer : nil
        before = isDefinition ? event["from"] : nil
        after = isDefinition ? event["to"] : nil
        self.event = event
    }

    /// The versions whose whole definition it holds.
    var definitions: [(version: Int, json: JSON)] {
        [after, before].compactMap { json in
            json.flatMap { json in json["version"]?.integer.map { (version: $0, json: json) } }
        }
    }
}
