import Wire

/// An entry of a flag's or segment's history in a line.
enum HistoryLine {
    /// What every change changes, and nobody asks about.
    private static let stamp: Set<String> = ["version", "revision", "createdAt", "updatedAt", "updatedBy"]
    /// The most changes that are spelled out.
    private static let mostChanges = 4

    static func text(_ entry: JSON) -> String {
        let event = entry["event"] ?? [:]
        let what = (event["change"] ?? event["kind"])?.string ?? "?"
        let version = event["version"]?.integer.map { " v\($0)" } ?? ""
        let changes = event["from"].flatMap { from in event["to"].map { Self.changes(from: from, to: $0) } } ?? ""
        let reason = event["reason"]?.string.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
        let head = "\(entry["id"]?.string ?? "")  \(event["at"]?.string ?? "")  \(Terminal.coloured(what, .bold))\(version)"
        return "\(head)\(changes.isEmpty ? "" : "  \(changes)")  \(event["actor"]?.string ?? "")\(reason)"
    }

    /// The members that differ: `enabled false → true, rolloutPercentage 5 → 25`.
    private static func changes(from: JSON, to: JSON) -> String {
        let names = (from.members ?? []).map(\.name) + (to.members ?? []).map(\.name).filter { from[$0] == nil }
        let changed = names.filter { !stamp.contains($0) && from[$0] != to[$0] }
        let told = changed.prefix(mostChanges).map { name in
            "\(name) \(from[name]?.text.clipped ?? "–") → \(to[name]?.text.clipped ?? "–")"
        }
        return (told + (changed.count > mostChanges ? ["…"] : [])).joined(separator: ", ")
    }
}
