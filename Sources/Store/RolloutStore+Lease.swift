import Redis
import Rollouts

/// What asking for the lease came to.
package enum LeaseAnswer: Sendable, Equatable {
    /// It is the caller's; the token fences its writes.
    case acquired(token: String)
    /// It is another's, for so long at most.
    case held(by: String, for: Duration)
}

extension RolloutStore {
    /// Asks for the lease on behalf of `holder`, a name without spaces. Its epoch will be above `epoch`, even where Redis has
    /// forgotten that one.
    package func acquireLease(holder: String, ttl: Duration, after epoch: Int = 0) async throws(StoreFault) -> LeaseAnswer {
        let parts =
            try await run(
                LeaseScript.acquire,
                keys: [names.leader, names.epoch],
                [.text(holder), .integer(ttl.milliseconds), .integer(epoch)]
            ).strings ?? []
        switch parts.first {
        case "ok" where parts.count > 1: return .acquired(token: parts[1])
        case "held" where parts.count > 2:
            return .held(by: parts[1], for: .milliseconds(Int(parts[2]) ?? ttl.milliseconds))
        default: throw StoreFault(.corrupt, "Redis answered the lease's script with something else")
        }
    }

    /// Renews the lease; false where it is no longer the caller's.
    package func renewLease(token: String, ttl: Duration) async throws(StoreFault) -> Bool {
        try await run(LeaseScript.renew, keys: [names.leader], [.text(token), .integer(ttl.milliseconds)]).integer == 1
    }

    /// Gives the lease up, so that another may take over at once.
    package func releaseLease(token: String) async throws(StoreFault) {
        _ = try await run(LeaseScript.release, keys: [names.leader], [.text(token)])
    }

    /// Who leads: the lease's text `epoch holder`; `nil` when nobody does.
    package func leader() async throws(StoreFault) -> String? {
        try await send(RedisCommand("GET", .text(names.leader))).string
    }
}
