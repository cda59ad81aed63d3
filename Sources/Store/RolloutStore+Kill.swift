import Redis
package import Rollouts
import Wire

/// What a kill came to.
package enum KillOutcome: Sendable, Equatable {
    /// It is off, and was published; the log's entry, and how many replicas surely have it where that was asked.
    case done(revision: String, replicas: Int?)
    /// It was off already; published again.
    case already
    /// There is no such flag.
    case missing
}

/// What restoring a flag that no rollout drives came to.
package enum RestoreOutcome: Sendable, Equatable {
    /// It is as before the kill, and was published; the log's entry.
    case done(revision: String)
    /// A rollout drives it: its own order restores it.
    case hasRollout
    /// It is not killed.
    case alive
    /// There is no such flag.
    case missing
}

extension RolloutStore {
    /// Turns `flag` off at once, with or without a rollout, whatever else is going on.
    ///
    /// - Parameter request: the mark of the request that orders it, for the log's entry.
    package func kill(
        _ flag: String,
        actor: String,
        reason: String,
        request: String? = nil,
        now: Moment
    ) async throws(StoreFault) -> KillOutcome {
        let event = JSON.object([
            ("type", "rollout"), ("kind", "kill"), ("flag", JSON(flag)), ("at", JSON(now.rfc3339)), ("actor", JSON(actor)),
            ("reason", JSON(reason)), ("attempt", 0), ("entry", ""), ("stageSince", JSON(now.rfc3339)),
            ("orders", ["restore"]), ("plan", [:]), ("request", request.map { JSON($0) }),
        ])
        let arguments: [RedisValue] = [
            .text(names.updates), .text(flag), .text(actor), .integer(now.milliseconds), .text(reason),
            .text(String(event.text.dropLast())),
        ]
        let (reply, replicas) = try await runSurely(KillScript.script, keys: keys(flag), arguments)
        let parts = reply.strings ?? []
        switch parts.first {
        case "ok": return .done(revision: parts.count > 1 ? parts[1] : "", replicas: replicas)
        case "already": return .already
        case "missing": return .missing
        default: throw StoreFault(.wrongType, parts.dropFirst().joined())
        }
    }

    /// Turns a killed `flag` that no rollout drives on again, if it was on before.
    ///
    /// - Parameter request: the mark of the request that orders it, for the log's entry.
    package func restore(
        _ flag: String,
        actor: String,
        reason: String,
        request: String? = nil,
        now: Moment
    ) async throws(StoreFault) -> RestoreOutcome {
        let event = JSON.object([
            ("type", "flag"), ("kind", "restore"), ("flag", JSON(flag)), ("at", JSON(now.rfc3339)), ("actor", JSON(actor)),
            ("reason", JSON(reason)), ("request", request.map { JSON($0) }),
        ])
        let arguments: [RedisValue] = [
            .text(names.updates), .text(flag), .text(actor), .integer(now.milliseconds), .text(event.text),
        ]
        let parts = try await run(RestoreScript.script, keys: keys(flag), arguments).strings ?? []
        switch parts.first {
        case "ok": return .done(revision: parts.count > 1 ? parts[1] : "")
        case "rollout": return .hasRollout
        case "alive": return .alive
        case "missing": return .missing
        default: throw StoreFault(.wrongType, parts.dropFirst().joined())
        }
    }

    /// Runs a script whose writes protect; where replicas are asked for, says how many surely have them.
    func runSurely(
        _ script: RedisScript,
        keys: [String],
        _ arguments: [RedisValue]
    ) async throws(StoreFault) -> (reply: RedisReply, replicas: Int?) {
        guard minReplicaAcks > 0 else { return (try await run(script, keys: keys, arguments), nil) }
        do throws(RedisFault) {
            let answer = try await client.run(
                script: script,
                keys: keys,
                arguments: arguments,
                acknowledgedBy: minReplicaAcks,
                within: Self.replicaPatience
            )
            return (answer.reply, answer.acknowledged)
        } catch {
            throw StoreFault(error)
        }
    }

    /// How long a write that protects waits for replicas.
    private static var replicaPatience: Duration { .seconds(1) }
}
