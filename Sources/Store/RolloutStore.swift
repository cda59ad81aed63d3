package import Redis
package import Rollouts
import Wire

/// Who writes: the leader with its lease, or somebody who needs none.
package enum Writer: Sendable, Equatable {
    /// The controller that holds the lease with this token.
    case leader(token: String)
    /// An operator's order, or what Redis forgot and whoever saw it tells.
    case order

    var token: String {
        switch self {
        case .leader(let token): token
        case .order: ""
        }
    }
}

/// What became of a write.
package enum WriteOutcome: Sendable, Equatable {
    /// It is written; the log's entry, and how many replicas surely have it where it protects and that was asked.
    case done(revision: String, replicas: Int? = nil)
    /// Someone else wrote first: read again, and judge afresh.
    case conflict
    /// The lease is another's.
    case leaseLost
}

/// A transition with everything that is written together.
package struct Commit: Sendable {
    /// The new state, its plan's text and file; `state.version` is the one that it was made from.
    package var rollout: StoredRollout
    /// What is done.
    package var transition: Transition
    /// The log's entry.
    package var event: RolloutEvent
    /// Fields of guards that the rollout no longer has.
    package var goneGuards: [String]
    /// What a new flag is given from the plan: owner, description, type, expiresAt.
    package var flagDefaults: [(String, String)]
    /// The version that the new one must be above, where Redis forgot what a process saw; 0 asks for nothing.
    package var versionFloor: Int

    /// A commit of `transition`.
    package init(
        rollout: StoredRollout,
        transition: Transition,
        event: RolloutEvent,
        goneGuards: [String] = [],
        flagDefaults: [(String, String)] = [],
        versionFloor: Int = 0
    ) {
        self.rollout = rollout
        self.transition = transition
        self.event = event
        self.goneGuards = goneGuards
        self.flagDefaults = flagDefaults
        self.versionFloor = versionFloor
    }
}

/// Rollouts, their flags and the log in Redis. Every write is one server-side call.
package struct RolloutStore: Sendable {
    /// What takes its commands.
    package let client: any RedisCommanding
    /// The names that it uses.
    package let names: Names
    /// How many replicas are to have a rollback, a halt or a kill before it is answered; 0 asks none.
    package let minReplicaAcks: Int

    /// A store on `client`, its names under `prefix`.
    package init(client: any RedisCommanding, prefix: String = "", minReplicaAcks: Int = 0) {
        self.client = client
        self.minReplicaAcks = minReplicaAcks
        names = Names(prefix: prefix)
    }

    // MARK: - Reading

    /// Every rollout, and the faults of those that cannot be read; read by pipelines of a thousand.
    package func rollouts() async throws(StoreFault) -> (rollouts: [StoredRollout], faults: [String: StoreFault]) {
        let flags = try await send(RedisCommand("SMEMBERS", .text(names.rolloutsIndex))).strings ?? []
        var rollouts: [StoredRollout] = []
        var faults: [String: StoreFault] = [:]
        for start in stride(from: 0, to: flags.count, by: 1000) {
            let part = flags[start..<min(flags.count, start + 1000)]
            let replies = try await pipeline(part.map { RedisCommand("HGETALL", .text(names.rollout($0))) })
            for (flag, reply) in zip(part, replies) {
                do throws(StoreFault) {
                    if let rollout = try read(flag, reply) { rollouts.append(rollout) }
                } catch {
                    faults[flag] = error
                }
            }
        }
        return (rollouts, faults)
    }

    /// The rollout of `flag`, `nil` where there is none.
    package func rollout(_ flag: String) async throws(StoreFault) -> StoredRollout? {
        try read(flag, try await send(RedisCommand("HGETALL", .text(names.rollout(flag)))))
    }

    /// What the flag has at present; `nil` where it does not exist.
    package func standing(_ flag: String) async throws(StoreFault) -> Circumstances.FlagStanding? {
        let reply = try await send(RedisCommand("HGETALL", .text(names.flag(flag))))
        guard let fields = reply.map, !fields.isEmpty else { return nil }
        return Circumstances.FlagStanding(
            enabled: fields["enabled"] == "1",
            percentage: fields["rolloutPercentage"].flatMap(Percentage.init(text:)) ?? .zero,
            killed: fields["killed"] == "1"
        )
    }

    private func read(_ flag: String, _ reply: RedisReply) throws(StoreFault) -> StoredRollout? {
        if case .error(let error) = reply { throw StoreFault(RedisFault(server: error)) }
        guard let fields = reply.map, !fields.isEmpty else { return nil }
        return try StoredRollout(flag: flag, fields: fields)
    }

    // MARK: - Writing

    /// Writes state, flag, log and message at once, or nothing.
    package func commit(_ commit: Commit, by writer: Writer, now: Moment) async throws(StoreFault) -> WriteOutcome {
        let state = commit.rollout.state
        var fields = commit.rollout.fields
        if commit.versionFloor > state.version { fields.append(("version", String(commit.versionFloor))) }
        let written = Set(fields.map(\.0))
        let gone =
            RolloutState.optionalFields.filter { !written.contains($0) }
            + commit.goneGuards.map { RolloutState.guardPrefix + $0 }
        var arguments: [RedisValue] = [
            .text(writer.token), .integer(state.version), .text(commit.rollout.revision), .text(names.updates),
            .text(state.flag), .text(commit.transition.kind.rawValue), .text(state.actor), .text(commit.event.json.text),
            .integer(now.milliseconds),
        ]
        arguments.append(.integer(fields.count * 2))
        for (name, value) in fields { arguments += [.text(name), .text(value)] }
        arguments.append(.integer(gone.count))
        arguments += gone.map { .text($0) }
        let flagFields = Self.flagFields(commit)
        arguments.append(.integer(flagFields.count * 2))
        for (name, value) in flagFields { arguments += [.text(name), .text(value)] }
        guard commit.transition.kind.protects else {
            return try outcome(try await run(CommitScript.script, keys: keys(state.flag), arguments), flag: state.flag)
        }
        let (reply, replicas) = try await runSurely(CommitScript.script, keys: keys(state.flag), arguments)
        return try outcome(reply, replicas: replicas, flag: state.flag)
    }

    /// Writes evidence of `rollout`, whose version and revision stay as they are, and what `series` has not yet written.
    package func save(
        _ guards: [String: GuardState],
        of rollout: StoredRollout,
        token: String,
        series: RolloutSeries? = nil
    ) async throws(StoreFault) -> WriteOutcome {
        let flag = rollout.state.flag
        if let series {
            return try await save(
                guards,
                of: flag,
                version: rollout.state.version,
                revision: rollout.revision,
                series: series
            )
        }
        var arguments: [RedisValue] = [.text(token), .integer(rollout.state.version), .text(rollout.revision)]
        for (name, known) in guards {
            arguments += [.text(RolloutState.guardPrefix + name), .text(known.json.text)]
        }
        let reply = try await run(
            EvidenceScript.script,
            keys: [names.rollout(flag), names.leader],
            arguments
        )
        return try outcome(reply, flag: flag)
    }

    private static func flagFields(_ commit: Commit) -> [(String, String)] {
        guard let change = commit.transition.flag else { return [] }
        var fields: [(String, String)] = commit.flagDefaults
        if let enabled = change.enabled { fields.append(("enabled", enabled ? "1" : "0")) }
        if commit.transition.kind == .recall, change.enabled == false { fields.append(("killed", "1")) }
        if let position = change.position {
            fields.append(("rolloutPercentage", position.percentage.text))
            fields.append(("rolloutSegments", JSON(position.segments.map { JSON($0) }).text))
        }
        fields.append(("rolloutEntry", change.entry))
        return fields
    }

    func keys(_ flag: String) -> [String] {
        [
            names.rollout(flag), names.flag(flag), names.flagsIndex, names.flagsEnabled, names.rolloutsIndex, names.log,
            names.history(flag), names.leader,
        ]
    }

    private func outcome(_ reply: RedisReply, replicas: Int? = nil, flag: String) throws(StoreFault) -> WriteOutcome {
        let parts = reply.strings ?? []
        switch parts.first {
        case "ok": return .done(revision: parts.count > 1 ? parts[1] : "", replicas: replicas)
        case "version": return .conflict
        case "lease": return .leaseLost
        case "kind":
            throw StoreFault(
                .wrongType,
                "\(parts.dropFirst().joined()); move it out of the way, or give Rampart a redis.keyPrefix"
            )
        default:
            throw StoreFault(.corrupt, "Redis answered the commit of \(flag) with something else than Rampart's script")
        }
    }

    // MARK: - Redis

    func send(_ command: RedisCommand) async throws(StoreFault) -> RedisReply {
        do throws(RedisFault) {
            return try await client.send(command)
        } catch {
            throw StoreFault(error)
        }
    }

    func pipeline(_ commands: [RedisCommand]) async throws(StoreFault) -> [RedisReply] {
        do throws(RedisFault) {
            return try await client.pipeline(commands)
        } catch {
            throw StoreFault(error)
        }
    }

    func run(_ script: RedisScript, keys: [String], _ arguments: [RedisValue]) async throws(StoreFault) -> RedisReply {
        do throws(RedisFault) {
            return try await client.run(script: script, keys: keys, arguments: arguments)
        } catch {
            throw StoreFault(error)
        }
    }
}
