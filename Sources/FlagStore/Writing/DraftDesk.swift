import Flags
import Rollouts
import Wire

/// Makes drafts of edits, and refuses those that cannot be. Pure.
struct DraftDesk {
    /// What is wrong with keys, as plans have it too.
    static let rules = KeyRules(
        flag: { FlagKey.fault(in: $0) },
        segment: { FlagKey.fault(in: $0, reserved: FlagKey.reservedForSegments) }
    )

    /// The members of a stamp, which the store sets.
    private static let stampMembers: Set<String> = ["version", "revision", "createdAt", "updatedAt", "updatedBy"]

    let edit: FlagEdit
    /// The position of the edit in the batch.
    let position: Int
    let standing: Standing

    private var name: FlagName { standing.name }

    /// What the edit makes of what stands.
    func draft() throws(FlagFault) -> FlagDraft {
        try standing.require(edit.expected)
        var draft = FlagDraft(standing: standing, edit: position, before: .nothing, after: .nothing)
        if let stored = standing.flag {
            draft.before = .flag(Self.bare(stored.flag))
            draft.wasFaulty = !stored.faults.isEmpty
        } else if let stored = standing.segment {
            draft.before = .segment(Self.bare(stored.segment))
            draft.wasFaulty = !stored.faults.isEmpty
        }
        switch edit.action {
        case .delete:
            guard standing.exists else { throw .missing(name) }
            if let driver = standing.driver { throw Driving(standing: standing).deletion(driver) }
        case .put(let json): try fill(&draft, from: json)
        case .patch(let patch): try fill(&draft, from: try patched(by: patch))
        case .revert(let json):
            draft.isReverted = true
            try fill(&draft, from: json)
        }
        return draft
    }

    // MARK: - Bodies

    private func fill(_ draft: inout FlagDraft, from json: JSON) throws(FlagFault) {
        let diagnostics: [Diagnostic]
        switch name.kind {
        case .flag:
            let outcome = FlagReader.read(json, rules: Self.rules)
            diagnostics = outcome.diagnostics
            if let flag = outcome.flag { draft.after = .flag(try settled(flag, json, draft)) }
        case .segment:
            let outcome = SegmentReader.read(json, rules: Self.rules)
            diagnostics = outcome.diagnostics
            if let segment = outcome.segment { draft.after = .segment(Self.bare(segment)) }
        }
        let errors = diagnostics.filter { $0.severity == .error }
        if !errors.isEmpty { throw .invalid(findings(errors, json)) }
        guard draft.after != .nothing else { throw .invalid([finding("", "it cannot be read")]) }
        draft.warnings = findings(diagnostics, json)
    }

    /// The flag with what is not its writer's to say.
    private func settled(_ written: Flag, _ json: JSON, _ draft: FlagDraft) throws(FlagFault) -> Flag {
        var flag = Self.bare(written)
        let old = standing.flag?.flag ?? Flag(key: flag.key)
        let driving = Driving(standing: standing)
        if draft.isReverted {
            driving.keep(old, in: &flag)
        } else {
            try driving.check(&flag, old: old, names: Set((json.members ?? []).map(\.name)))
        }
        // The rollout's own: by hand they can only be taken away, once nothing drives the flag.
        let isLifted = standing.driver == nil && !draft.isReverted && flag.rolloutSegments.isEmpty && liftsLimit(json)
        flag.rolloutSegments = isLifted ? [] : old.rolloutSegments
        flag.rolloutEntry = old.rolloutEntry
        return flag
    }

    private func liftsLimit(_ json: JSON) -> Bool {
        if case .patch(let patch) = edit.action { return patch["rolloutSegments"] != nil }
        return json["rolloutSegments"] != nil
    }

    private func patched(by patch: JSON) throws(FlagFault) -> JSON {
        guard standing.exists else { throw .missing(name) }
        guard patch.members != nil else {
            throw .invalid([finding("", "a merge patch is an object, found \(patch.phrase)", at: patch.place)])
        }
        let doubled = patch.duplicateKeys().map { name, place in
            finding("", "the key \(name.quoted) stands twice in one object; keep one", at: place)
        }
        if !doubled.isEmpty { throw .invalid(doubled) }
        let member = name.kind == .flag ? "key" : "id"
        if let key = patch[member], key.string != name.key {
            throw .invalid([finding("/\(member)", "cannot be changed; create another and delete this one", at: key.place)])
        }
        // What cannot be read would come back as its default, and perhaps be served.
        let faults = (standing.flag?.faults ?? []) + (standing.segment?.faults ?? [])
        if let fault = faults.first(where: \.isServedOff) {
            throw .invalid([finding("", "what is stored cannot be read (\(fault)); put the whole of it")])
        }
        let base = standing.flag?.flag.json ?? standing.segment?.segment.json ?? [:]
        let members = (base.members ?? []).filter { !Self.stampMembers.contains($0.name) }
        return JSON(.object(members)).merging(patch)
    }

    private func findings(_ diagnostics: [Diagnostic], _ json: JSON) -> [FlagFinding] {
        diagnostics.map { FlagFinding($0, edit: position, name: name, json: json) }
    }

    private func finding(_ pointer: String, _ message: String, at place: Place = .none) -> FlagFinding {
        FlagFinding(edit: position, name: name, pointer: pointer, place: place, message: message)
    }

    private static func bare(_ flag: Flag) -> Flag {
        var flag = flag
        flag.stamp = Stamp()
        return flag
    }

    private static func bare(_ segment: Segment) -> Segment {
        var segment = segment
        segment.stamp = Stamp()
        return segment
    }
}

extension DraftDesk {
    /// What is wrong with a put whose name is missing or cannot be: all of it, not the name alone.
    static func findings(nameless json: JSON, _ edit: FlagEdit, _ position: Int, _ fault: String) -> [FlagFinding] {
        let diagnostics =
            edit.name.kind == .flag
            ? FlagReader.read(json, rules: rules).diagnostics : SegmentReader.read(json, rules: rules).diagnostics
        let errors = diagnostics.filter { $0.severity == .error }
        let member = edit.name.kind == .flag ? "/key" : "/id"
        guard !errors.isEmpty else {
            return [FlagFinding(edit: position, name: nil, pointer: member, place: json.place, message: fault)]
        }
        return errors.map { FlagFinding($0, edit: position, name: edit.name, json: json) }
    }
}
