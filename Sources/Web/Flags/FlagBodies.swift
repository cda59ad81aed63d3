package import FlagStore
import HTTPTypes
import Hummingbird
package import Wire

/// Reads what requests about flags and segments bring.
package enum FlagBodies {
    /// The most characters of a reason.
    static let longestReason = 500

    /// A body as JSON.
    static func json(_ bytes: [UInt8]) throws(APIFault) -> JSON {
        do throws(JSONFault) {
            return try JSON.parse(bytes)
        } catch {
            throw .unreadable(error)
        }
    }

    /// Why a change is made, by its header; empty where that is left out.
    static func reason(_ call: Call) throws(APIFault) -> String {
        let reason = call.request.headers[.rampartReason] ?? ""
        guard reason.unicodeScalars.count > longestReason else { return reason }
        throw APIFault(
            .badRequest,
            "invalid_header",
            "X-Rampart-Reason is longer than \(longestReason) characters; shorten it",
            detail: ["header": "X-Rampart-Reason"]
        )
    }

    /// The edits of a batch: a list of whole flags or segments, also as the list's route gives it, or an object whose `edits`
    /// each put, patch or delete one.
    ///
    /// - Returns: the edits, and the reason that the body gives.
    /// - Throws: 400 with every fault of the batch's own form.
    package static func batch(
        _ json: JSON,
        _ kind: FlagName.Kind
    ) throws(APIFault) -> (edits: [FlagEdit], reason: String?) {
        if let all = json.array { return (all.map { put($0, kind, .any) }, nil) }
        let findings = Findings()
        let whole = "\(kind.rawValue)s"
        guard let top = Fields(json, known: ["edits", "reason", whole], findings: findings) else {
            throw .unfit(findings, body: json)
        }
        let reason = self.reason(top)
        if (top["edits"] == nil) == (top[whole] == nil) {
            top.error("edits", "give either edits, what is to be done, or \(whole), all of which are put")
        }
        let all = (top.list(whole) ?? []).map { put($0.json, kind, .any) }
        let edits = (top.list("edits") ?? []).compactMap { path, json -> FlagEdit? in
            let known = ["put", "patch", "delete", kind.member, "expect"]
            guard let fields = Fields(json, path: path, known: known, findings: findings) else { return nil }
            return edit(fields, kind)
        }
        guard !findings.hasErrors else { throw .unfit(findings, body: json) }
        return (all + edits, reason)
    }

    /// The version and the reason of a request to revert.
    static func revert(_ bytes: [UInt8]) throws(APIFault) -> (version: Int, reason: String?) {
        try Call.decode(bytes, known: ["version", "reason"]) { fields in
            let reason = reason(fields)
            if fields["version"] == nil { fields.error("version", "is missing; name one that the history shows") }
            return fields.integer("version", in: 0...Int.max).map { ($0, reason) }
        }
    }

    private static func reason(_ fields: Fields) -> String? {
        let reason = fields.string("reason")
        if let reason, reason.unicodeScalars.count > longestReason {
            fields.error("reason", "is longer than \(longestReason) characters; shorten it")
        }
        return reason
    }

    // MARK: - Edits

    private static func edit(_ fields: Fields, _ kind: FlagName.Kind) -> FlagEdit? {
        let actions = ["put", "patch", "delete"].filter { fields[$0] != nil }
        guard let action = actions.first, actions.count == 1 else {
            fields.findings.error(
                fields.path,
                at: fields.object.place,
                "an edit has one of put, the whole \(kind.rawValue), patch, a merge patch, and delete, its \(kind.member)"
            )
            return nil
        }
        if action != "patch", fields[kind.member] != nil { fields.error(kind.member, "belongs to a patch; leave it out") }
        guard let expected = expected(fields) else { return nil }
        switch action {
        case "put": return fields["put"].map { put($0, kind, expected) }
        case "delete": return fields.string("delete").map { delete(name(kind, $0), expected) }
        default:
            if fields[kind.member] == nil { fields.error(kind.member, "is missing; name what is patched") }
            guard let key = fields.string(kind.member), let patch = fields["patch"] else { return nil }
            return self.patch(name(kind, key), patch, expected)
        }
    }

    private static func expected(_ fields: Fields) -> ExpectedVersion? {
        guard let json = fields["expect"] else { return .any }
        switch (json.integer, json.string) {
        case (let version?, _) where version >= 0: return .version(version)
        case (_, "absent"): return .absent
        case (_, "present"): return .present
        default:
            fields.error("expect", "is a version, \"absent\" or \"present\"; found \(json.phrase)")
            return nil
        }
    }

    /// The flag or segment called `key`.
    package static func name(_ kind: FlagName.Kind, _ key: String) -> FlagName {
        switch kind {
        case .flag: .flag(key)
        case .segment: .segment(key)
        }
    }

    /// An edit that creates or replaces the flag or segment that `json` is.
    package static func put(_ json: JSON, _ kind: FlagName.Kind, _ expected: ExpectedVersion) -> FlagEdit {
        switch kind {
        case .flag: .put(json, expecting: expected)
        case .segment: .put(segment: json, expecting: expected)
        }
    }

    /// An edit by a merge patch.
    package static func patch(_ name: FlagName, _ patch: JSON, _ expected: ExpectedVersion) -> FlagEdit {
        switch name.kind {
        case .flag: .patch(name.key, patch, expecting: expected)
        case .segment: .patch(segment: name.key, patch, expecting: expected)
        }
    }

    /// An edit that removes.
    package static func delete(_ name: FlagName, _ expected: ExpectedVersion) -> FlagEdit {
        switch name.kind {
        case .flag: .delete(name.key, expecting: expected)
        case .segment: .delete(segment: name.key, expecting: expected)
        }
    }
}
