package import Rollouts
package import Store
package import Wire

/// Why edits were not taken: nothing of them was written, save where ``store(_:)`` says that it may have been.
package enum FlagFault: Error, Sendable, Equatable {
    /// A body is no flag or segment, or the batch is no batch.
    case invalid([FlagFinding])
    /// There is no such flag or segment.
    case missing(FlagName)
    /// It exists, and was expected not to.
    case present(FlagName, version: Int)
    /// It stands at another version than expected; `nil` where it does not exist.
    case versionMismatch(FlagName, current: Int?)
    /// A rollout drives the flag, or a kill holds it off: this order changes the member (empty: lets it be deleted). The
    /// phase is that of the rollout; without one the flag was killed.
    case driven(FlagName, member: String, order: Order, phase: Phase?)
    /// References would lead nowhere or in a circle.
    case relations([FlagFinding])
    /// It cannot be removed: these use it, flags by their keys, rollouts as `rollout <key>`.
    case inUse(FlagName, by: [String])
    /// Others wrote at the same time, again and again.
    case contended
    /// The log no longer has, or never had, the definition of this version; it has these.
    case versionUnknown(FlagName, asked: Int, known: [Int])
    /// Redis could not do it.
    case store(StoreFault)

    /// Stable names for programs.
    package enum Code: String, Sendable {
        /// A body or the batch is wrong.
        case invalid
        /// There is no such thing.
        case missing = "not_found"
        /// It exists already.
        case present = "already_exists"
        /// Someone else has changed it.
        case versionMismatch = "version_mismatch"
        /// Orders change it.
        case driven = "driven_by_rollout"
        /// A reference leads nowhere or in a circle.
        case relations = "broken_reference"
        /// Others use it.
        case inUse = "in_use"
        /// Too many write at once.
        case contended
        /// No such version is kept.
        case versionUnknown = "version_unknown"
        /// Redis is out of reach, or holds what is not Rampart's.
        case store = "store_fault"
    }

    /// The kind of fault.
    package var code: Code {
        switch self {
        case .invalid: .invalid
        case .missing: .missing
        case .present: .present
        case .versionMismatch: .versionMismatch
        case .driven: .driven
        case .relations: .relations
        case .inUse: .inUse
        case .contended: .contended
        case .versionUnknown: .versionUnknown
        case .store: .store
        }
    }
}

extension FlagFault: CustomStringConvertible {
    /// What happened and what to do.
    package var description: String {
        switch self {
        case .invalid(let findings), .relations(let findings): Self.sentence(findings)
        case .missing(let name): "there is no \(name)"
        case .present(let name, let version): "\(name) exists already, at version \(version); change it, or choose another name"
        case .versionMismatch(let name, let current?):
            "\(name) stands at version \(current), not at the expected one; read it again, and repeat the change if it still fits"
        case .versionMismatch(let name, nil): "\(name) does not exist, and a certain version of it was expected"
        case .driven(let name, let member, let order, let phase): Self.sentence(name, member, order, phase)
        case .inUse(let name, let users):
            "\(name) is used by \(Self.list(users)); take it out there first"
        case .contended: "others change flags at the same time; try again"
        case .versionUnknown(let name, let asked, let known) where known.isEmpty:
            "version \(asked) of \(name) is not in the log, nor any other"
        case .versionUnknown(let name, let asked, let known):
            "version \(asked) of \(name) is not in the log; these are: \(Self.list(known.map(String.init)))"
        case .store(let fault): fault.description
        }
    }

    /// What a program needs to know of it.
    package var detail: JSON {
        switch self {
        case .invalid(let findings), .relations(let findings): ["findings": JSON(findings.map(\.json))]
        case .missing(let name): .object(Self.members(name))
        case .present(let name, let version): .object(Self.members(name) + [("version", JSON(version))])
        case .versionMismatch(let name, let current):
            .object(Self.members(name) + [("version", current.map { JSON($0) } ?? .null)])
        case .driven(let name, let member, let order, let phase):
            .object(
                Self.members(name) + [
                    ("member", member.isEmpty ? nil : JSON(member)), ("order", JSON(order.rawValue)),
                    ("phase", phase.map { JSON($0.rawValue) }),
                ]
            )
        case .inUse(let name, let users): .object(Self.members(name) + [("usedBy", JSON(users.map { JSON($0) }))])
        case .contended: [:]
        case .versionUnknown(let name, let asked, let known):
            .object(Self.members(name) + [("version", JSON(asked)), ("known", JSON(known.map { JSON($0) }))])
        case .store(let fault): ["code": JSON(fault.code.rawValue), "mayHaveRun": JSON(fault.mayHaveRun)]
        }
    }

    private static func members(_ name: FlagName) -> [(String, JSON?)] {
        [("kind", JSON(name.kind.rawValue)), ("key", JSON(name.key))]
    }

    private static func sentence(_ findings: [FlagFinding]) -> String {
        let first = findings.first.map(\.description) ?? "it cannot be read"
        return findings.count < 2 ? first : "\(first) (and \(findings.count - 1) more)"
    }

    private static func sentence(_ name: FlagName, _ member: String, _ order: Order, _ phase: Phase?) -> String {
        let subject = member.isEmpty ? "\(name) cannot be deleted" : "\(member) of \(name) cannot be changed by hand"
        let reason = phase.map { "its rollout is \($0.rawValue)" } ?? "it was killed"
        return "\(subject): \(reason); order \(order.rawValue) instead"
    }

    private static func list(_ names: [String]) -> String {
        names.count > 10
            ? names.prefix(10).joined(separator: ", ") + " and \(names.count - 10) more" : names.joined(separator: ", ")
    }
}
