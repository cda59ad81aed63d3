package import Rollouts
package import Wire

/// A rollout as it stands in Redis: its state, the accepted plan's text and the file that it came from.
package struct StoredRollout: Sendable, Equatable {
    /// Where it stands.
    package var state: RolloutState
    /// The accepted plan, as it was written.
    package var planText: String
    /// The file of the plan directory that it was accepted from.
    package var file: String
    /// The id of its last log entry, which tells histories apart where versions do not; empty before the first.
    package var revision: String

    /// A rollout and its plan, as `revision` of the log left it: a commit is refused where Redis holds another.
    package init(state: RolloutState, planText: String, file: String, revision: String) {
        self.state = state
        self.planText = planText
        self.file = file
        self.revision = revision
    }

    /// Reads the fields of `rollouts:<flag>`; outside data.
    init(flag: String, fields: [String: String]) throws(StoreFault) {
        do throws(StateFault) {
            var guards: [String: JSON] = [:]
            for (field, text) in fields where field.hasPrefix(RolloutState.guardPrefix) {
                guards[String(field.dropFirst(RolloutState.guardPrefix.count))] = Self.parse(text)
            }
            state = try RolloutState(flag: flag, guards: guards) { name in
                fields[name].map { RolloutState.isJSON(field: name) ? Self.parse($0) : JSON($0) }
            }
        } catch {
            throw StoreFault(.corrupt, error.description)
        }
        planText = fields["plan"] ?? ""
        file = fields["file"] ?? ""
        revision = fields["revision"] ?? ""
    }

    /// The fields that a commit writes, without the version, which the script counts.
    var fields: [(String, String)] {
        var fields = state.members.filter { $0.0 != "version" }.map { name, json in (name, json.string ?? json.text) }
        fields.append(("plan", planText))
        fields.append(("file", file))
        for (name, known) in state.guards { fields.append((RolloutState.guardPrefix + name, known.json.text)) }
        return fields
    }

    /// Its JSON, for a copy outside Redis: the flag and the fields as Redis holds them.
    package var json: JSON {
        let all = fields + [("version", String(state.version)), ("revision", revision)]
        return ["flag": JSON(state.flag), "fields": .object(all.map { ($0.0, JSON($0.1)) })]
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: `StoreFault` where it is something else.
    package init(json: JSON) throws(StoreFault) {
        guard let flag = json["flag"]?.string, let members = json["fields"]?.members else {
            throw StoreFault(.corrupt, "it is no copy of a rollout")
        }
        var fields: [String: String] = [:]
        for member in members { fields[member.name] = member.value.string }
        try self.init(flag: flag, fields: fields)
    }

    private static func parse(_ text: String) -> JSON {
        (try? JSON.parse(text)) ?? JSON(.null)
    }
}
