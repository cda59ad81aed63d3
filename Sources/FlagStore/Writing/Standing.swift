import Flags
import Rollouts

/// How what an edit names stands in Redis before it.
struct Standing: Sendable {
    /// The rollout of a flag.
    struct Rollout: Sendable {
        /// Its phase; one that cannot be read counts as halted, which an operator has to look at.
        var phase: Phase
        /// As Redis holds it.
        var version: String

        /// Whether it holds the flag's percentage and `enabled`.
        var drives: Bool {
            switch phase {
            case .progressing, .holding, .awaitingApproval, .paused, .halted, .killed: true
            case .scheduled, .rolledBack, .completed: false
            }
        }
    }

    let name: FlagName
    /// The fields of its hash; empty where it does not exist.
    let hash: [(field: String, text: String)]
    let rollout: Rollout?
    /// The version at which it was removed, where it was here before.
    var removedAt = 0

    init(name: FlagName, hash: [(field: String, text: String)], rollout: Rollout? = nil) {
        self.name = name
        self.hash = hash
        self.rollout = rollout
    }

    var exists: Bool { !hash.isEmpty }

    /// A field's text; empty where there is none.
    func text(_ field: String) -> String { hash.first { $0.field == field }?.text ?? "" }

    /// As the scripts count: a version that is no count begins anew.
    var version: Int {
        guard exists else { return removedAt }
        let text = text("version")
        return text.utf8.count <= 15 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) ?? 0 : 0
    }

    var flag: StoredFlag? { exists && name.kind == .flag ? StoredFlag(key: name.key, hash: hash) : nil }

    var segment: StoredSegment? { exists && name.kind == .segment ? StoredSegment(id: name.key, hash: hash) : nil }

    /// Off by a kill that no rollout holds.
    var isKilled: Bool { text("killed") == "1" }

    /// The rollout, where it drives the flag.
    var driver: Rollout? { rollout.flatMap { $0.drives ? $0 : nil } }

    func require(_ expected: ExpectedVersion) throws(FlagFault) {
        switch expected {
        case .any: break
        case .present: if !exists { throw .missing(name) }
        case .absent: if exists { throw .present(name, version: version) }
        case .version(let wanted):
            guard exists, version == wanted else { throw .versionMismatch(name, current: exists ? version : nil) }
        }
    }
}
