package import Wire

/// What Redis gave back for a rollout is not a state that Rampart writes.
package struct StateFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The field that is missing or impossible, and what to do.
    package var description: String

    init(_ flag: String, field: String, found: JSON?) {
        let what = found.map { "holds \($0.phrase)" } ?? "is missing"
        description =
            "rollouts:\(flag.clipped): the field \(field.quoted) \(what), which Rampart never writes; restore the hash from a backup, "
            + "or delete it to begin the rollout anew"
    }
}

extension RolloutState {
    /// The names of ``members`` that are whole JSON texts in Redis; the others stand there as plain text.
    package static func isJSON(field: String) -> Bool {
        field.hasPrefix(guardPrefix) || ["position", "approval", "breached"].contains(field)
    }

    /// Begins the field of a guard's state.
    package static let guardPrefix = "guard:"

    /// The most that stages, attempts, entries and versions are counted to; more is not Rampart's.
    private static let mostCounted = 1 << 53

    /// Everything but the guards, as named members; absent ones are left out.
    package var members: [(String, JSON)] {
        let always: [(String, JSON)] = [
            ("flag", JSON(flag)), ("phase", JSON(phase.rawValue)), ("stage", JSON(stage)),
            ("position", position.json), ("percentage", JSON(percentage.text)), ("attempt", JSON(attempt)),
            ("entries", JSON(entries)), ("entry", JSON(entry)), ("phaseSince", JSON(phaseSince.milliseconds)),
            ("stageSince", JSON(stageSince.milliseconds)), ("pausedFor", JSON(pausedFor.milliseconds)),
            ("orphaned", JSON(orphaned.rawValue)), ("planRevision", JSON(planRevision)),
            ("planDigest", JSON(planDigest)), ("reason", JSON(reason)), ("actor", JSON(actor)),
            ("version", JSON(version)),
        ]
        let optional: [(String, JSON?)] = [
            ("previousPhase", previousPhase.map { JSON($0.rawValue) }), ("hold", hold.map { JSON($0.rawValue) }),
            ("holdSince", holdSince.map { JSON($0.milliseconds) }),
            ("remindedAt", remindedAt.map { JSON($0.milliseconds) }),
            ("approval", approval?.json),
            ("breached", breached.isEmpty ? nil : JSON(breached.map { JSON($0) })),
        ]
        return always + optional.compactMap { name, json in json.map { (name, $0) } }
    }

    /// The names of members that may be absent.
    package static let optionalFields = ["previousPhase", "hold", "holdSince", "remindedAt", "approval", "breached"]

    /// The whole state as one object, guards included.
    package var json: JSON {
        let guards = self.guards.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }
        return .object(members + [("guards", .object(guards))])
    }

    /// Reads what ``json`` wrote.
    package init(json: JSON) throws(StateFault) {
        var guards: [String: JSON] = [:]
        for member in json["guards"]?.members ?? [] { guards[member.name] = member.value }
        try self.init(flag: json["flag"]?.string ?? "", guards: guards) { json[$0] }
    }

    /// Reads a state from its `member`s and `guards`; outside data, so anything impossible is thrown.
    package init(flag: String, guards: [String: JSON], member: (String) -> JSON?) throws(StateFault) {
        func need<Value>(_ name: String, _ read: (JSON) -> Value?) throws(StateFault) -> Value {
            let json = member(name)
            guard let value = json.flatMap(read) else { throw StateFault(flag, field: name, found: json) }
            return value
        }
        func allow<Value>(_ name: String, _ read: (JSON) -> Value?) throws(StateFault) -> Value? {
            guard let json = member(name) else { return nil }
            guard let value = read(json) else { throw StateFault(flag, field: name, found: json) }
            return value
        }
        func moment(_ json: JSON) -> Moment? { json.wholeNumber.map(Moment.init(milliseconds:)) }
        func natural(_ json: JSON) -> Int? { json.wholeNumber.flatMap { $0 >= 0 ? $0 : nil } }
        func ordinal(_ json: JSON) -> Int? { natural(json).flatMap { $0 <= Self.mostCounted ? $0 : nil } }
        func names(_ json: JSON) -> [String]? {
            json.array.flatMap { parts in
                let names = parts.compactMap(\.string)
                return names.count == parts.count ? names : nil
            }
        }

        self.flag = flag
        phase = try need("phase") { $0.string.flatMap(Phase.init(rawValue:)) }
        previousPhase = try allow("previousPhase") { $0.string.flatMap(Phase.init(rawValue:)) }
        hold = try allow("hold") { $0.string.flatMap(HoldReason.init(rawValue:)) }
        holdSince = try allow("holdSince", moment)
        remindedAt = try allow("remindedAt", moment)
        stage = try need("stage", ordinal)
        position = try need("position", Stage.Position.init(json:))
        percentage = try need("percentage") { $0.string.flatMap(Percentage.init(text:)) }
        attempt = try need("attempt", ordinal)
        entries = try need("entries", ordinal)
        phaseSince = try need("phaseSince", moment)
        stageSince = try need("stageSince", moment)
        pausedFor = try need("pausedFor") { natural($0).map { .milliseconds($0) } }
        orphaned = try need("orphaned") { $0.string.flatMap(Orphanhood.init(rawValue:)) }
        approval = try allow("approval", Stage.Position.init(json:))
        breached = try allow("breached", names) ?? []
        planRevision = try need("planRevision", natural)
        planDigest = try need("planDigest") { $0.string }
        reason = try need("reason") { $0.string }
        actor = try need("actor") { $0.string }
        version = try need("version", ordinal)
        var states: [String: GuardState] = [:]
        for (name, json) in guards {
            guard let state = GuardState(json: json) else {
                throw StateFault(flag, field: Self.guardPrefix + name, found: json)
            }
            states[name] = state
        }
        self.guards = states
    }
}

extension Stage.Position {
    /// `{"percentage":25,"segments":["staff"]}`.
    package var json: JSON {
        .object([
            ("percentage", percentage.json),
            ("segments", segments.isEmpty ? nil : JSON(segments.map { JSON($0) })),
        ])
    }

    /// Reads what ``json`` wrote.
    package init?(json: JSON) {
        guard let percentage = json["percentage"]?.double.flatMap(Percentage.init(percent:)) else { return nil }
        guard let part = json["segments"] else {
            self.init(percentage: percentage)
            return
        }
        let segments = part.array?.compactMap(\.string) ?? []
        guard let count = part.array?.count, segments.count == count else { return nil }
        self.init(percentage: percentage, segments: segments)
    }
}

extension JSON {
    /// A whole number, also from the text that a field of Redis is.
    fileprivate var wholeNumber: Int? { integer ?? string.flatMap { Int($0) } }
}
