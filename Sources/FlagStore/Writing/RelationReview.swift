import Flags
import Wire

/// Holds what a batch would make of flags and segments against each other. Pure.
struct RelationReview {
    /// All flags and segments as they stand before.
    let library: FlagLibrary
    let drafts: [FlagDraft]

    /// - Throws: `inUse` for what is removed and used, `relations` for references that lead nowhere or in a circle.
    func check() throws(FlagFault) {
        let flags = flagsAfter
        let relations = FlagRelations(flags: Array(flags.values), segments: segmentsAfter)
        for draft in drafts where draft.outcome == .deleted {
            let users =
                switch draft.name.kind {
                case .flag: Self.users(of: draft.name.key, among: flags)
                case .segment: relations.users(ofSegment: draft.name.key)
                }
            if !users.isEmpty { throw .inUse(draft.name, by: users) }
        }
        let changed = drafts.filter { $0.name.kind == .flag && $0.changesLinks }
        let faults = relations.faults(changed: Set(changed.map(\.name.key)))
        guard faults.isEmpty else { throw .relations(faults.map { finding($0, flags) }) }
    }

    private var flagsAfter: [String: Flag] {
        var flags = Dictionary(library.flags.map { ($0.flag.key, $0.flag) }) { _, later in later }
        for draft in drafts where draft.name.kind == .flag {
            if case .flag(let flag) = draft.after { flags[draft.name.key] = flag } else { flags[draft.name.key] = nil }
        }
        return flags
    }

    private var segmentsAfter: Set<String> {
        var ids = Set(library.segments.map(\.segment.id))
        for draft in drafts where draft.name.kind == .segment {
            if case .segment = draft.after { ids.insert(draft.name.key) } else { ids.remove(draft.name.key) }
        }
        return ids
    }

    private static func users(of key: String, among flags: [String: Flag]) -> [String] {
        flags.values.filter { flag in flag.prerequisites.contains { $0.flag == key } }.map(\.key).sorted()
    }

    private func finding(_ fault: FlagRelations.Fault, _ flags: [String: Flag]) -> FlagFinding {
        FlagFinding(
            edit: drafts.first { $0.name == .flag(fault.flag) }?.edit,
            name: .flag(fault.flag),
            pointer: (flags[fault.flag]?.json ?? [:]).pointer(path: fault.path).description,
            message: fault.message
        )
    }
}
