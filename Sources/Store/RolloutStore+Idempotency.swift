import Redis
import Rollouts

/// One request that is to be done once: whose it is, the key that it was given, and what tells it from others.
package struct IdempotentRequest: Sendable, Equatable {
    /// The name of the bearer's token: keys of different bearers do not meet.
    package var token: String
    /// The key that the client gave.
    package var id: String
    /// Tells the request by what it asks, hex digits.
    package var digest: String
    /// Tells this try from others of the same request, hex digits.
    package var claimant: String

    /// A request.
    package init(token: String, id: String, digest: String, claimant: String) {
        self.token = token
        self.id = id
        self.digest = digest
        self.claimant = claimant
    }
}

/// What claiming a request came to.
package enum RequestClaim: Sendable, Equatable {
    /// Nobody has asked this before.
    case first
    /// It was begun before, and that try has been silent for too long or gave up: it is the caller's now.
    case again
    /// Another try is under way, for so long at most.
    case underWay(Duration)
    /// The key stands for another request.
    case otherRequest
    /// The answer that was given.
    case answered(String)
}

extension Names {
    /// The answer to a request. A colon in the token's name is written otherwise, so that no two requests meet.
    package func idempotency(_ token: String, _ id: String) -> String {
        "\(prefix)idempotency:\(token.replacing("%", with: "%25").replacing(":", with: "%3A")):\(id)"
    }
}

extension RolloutStore {
    /// How long an answer is kept.
    package static var answersLast: Duration { .seconds(86_400) }
    /// For how long a try is believed to be under way.
    package static var claimsLast: Duration { .seconds(30) }

    /// Claims `request`, or tells what is known of it; one round trip. Times are the server's.
    package func claim(_ request: IdempotentRequest) async throws(StoreFault) -> RequestClaim {
        let reply = try await run(
            IdempotencyScript.claim,
            keys: [names.idempotency(request.token, request.id)],
            [
                .text(request.digest), .text(request.claimant), .integer(Self.claimsLast.milliseconds),
                .integer(Self.answersLast.milliseconds),
            ]
        )
        let parts = reply.strings ?? []
        switch parts.first {
        case "first": return .first
        case "again": return .again
        case "other": return .otherRequest
        case "busy" where parts.count > 1: return .underWay(.milliseconds(Int(parts[1]) ?? 1000))
        case "answered" where parts.count > 1: return .answered(parts[1])
        default: throw StoreFault(.corrupt, "Redis answered the claim of a request with something else than Rampart's script")
        }
    }

    /// Keeps the answer to `request` for what is left of a day; `false` where another try has claimed it since.
    package func keep(_ answer: String, to request: IdempotentRequest) async throws(StoreFault) -> Bool {
        try await settle(request, "answered \(request.digest) \(answer)")
    }

    /// Lets the next try of `request` have it at once; `false` where another has claimed it since.
    package func abandon(_ request: IdempotentRequest) async throws(StoreFault) -> Bool {
        try await settle(request, "claimed \(request.digest) \(request.claimant) 0")
    }

    private func settle(_ request: IdempotentRequest, _ value: String) async throws(StoreFault) -> Bool {
        let reply = try await run(
            IdempotencyScript.settle,
            keys: [names.idempotency(request.token, request.id)],
            [.text(request.digest), .text(request.claimant), .text(value)]
        )
        return reply.integer == 1
    }
}

/// A request's slot: `claimed <digest> <claimant> <until in ms>`, then `answered <digest> <answer>`.
enum IdempotencyScript {
    /// KEYS: the slot. ARGV: digest, claimant, for how long a claim and for how long the slot lasts, in ms.
    ///
    /// A value of another form is nobody's and is written over.
    static let claim = RedisScript(
        """
        local held = redis.call('GET', KEYS[1])
        local clock = redis.call('TIME')
        local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
        local mine = 'claimed ' .. ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. string.format('%.0f', now + tonumber(ARGV[3]))
        if not held then
          redis.call('SET', KEYS[1], mine, 'PX', ARGV[4])
          return {'first'}
        end
        local state, digest, rest = string.match(held, '^(%a+) (%x+) (.*)$')
        if state and digest ~= ARGV[1] then return {'other'} end
        if state == 'answered' then return {'answered', rest} end
        local till = rest and string.match(rest, '^%x+ (%d+)$')
        if till and tonumber(till) > now then return {'busy', string.format('%.0f', tonumber(till) - now)} end
        redis.call('SET', KEYS[1], mine, 'PX', ARGV[4])
        return {'again'}
        """
    )

    /// KEYS: the slot. ARGV: digest, claimant, the new value. Answers 1 where the claim was the caller's still.
    static let settle = RedisScript(
        """
        local held = redis.call('GET', KEYS[1])
        local digest, claimant = string.match(held or '', '^claimed (%x+) (%x+) %d+$')
        if digest ~= ARGV[1] or claimant ~= ARGV[2] then return 0 end
        redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
        return 1
        """
    )
}
