package import Rollouts
import Wire

/// A rollout as it stands in Redis: its state, the accepted plan's text and the file that it came from.
package struct StoredRollout: Sendable, Equatable {
    /// Where it stands.
    package var state: RolloutState
    /// The accepted plan, as it was written.
    package var planText: String
    /// The file of the plan directory that it was accepted from.
    package var file: String

    /// A rollout and its plan.
    package init(state: RolloutState, planText: String, file: String) {
        self.state = state
        self.planText = planText
        self.file = file
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
    }

    /// The fields that a commit writes, without the version, which the script counts.
    var fields: [(String, String)] {
        var fields = state.members.filter { $0.0 != "version" }.map { name, json in (name, json.string ?? json.text) }
        fields.append(("plan", planText))
        fields.append(("file", file))
        for (name, known) in state.guards { fields.append((RolloutState.guardPrefix + name, known.json.text)) }
        return fields
    }

    private static func parse(_ text: String) -> JSON {
        (try? JSON.parse(text)) ?? JSON(.null)
    }
}
