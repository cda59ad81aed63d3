import HTTPTypes
import Hummingbird
import Logging
import Wire

/// What came of a request, as it is kept for when the same request comes again.
struct Outcome: Sendable {
    var status: HTTPResponse.Status = .ok
    var body: JSON
    /// The tag of what the request left behind.
    var tag: String?

    fileprivate var response: Response { Answers.json(body, status: status, headers: Self.headers(tag)) }

    fileprivate static func headers(_ tag: String?) -> HTTPFields { tag.map { [.eTag: $0] } ?? [:] }
}

/// A fault of what a request asked for.
protocol RequestFault: Error {
    /// The answer to the request that met it.
    var api: APIFault { get }
    /// Whether asking again may be answered otherwise without anybody having to act, so that the answer is not kept.
    var isPassing: Bool { get }
}

/// Does a request once under its `Idempotency-Key`, and gives the answer again when it comes again.
///
/// A try that dies between doing and keeping leaves its claim; whoever takes that over is told to look for the
/// request's mark in the log, which was written together with what the request did. So the claim may be lost or late:
/// it is the mark that makes it once.
struct Once: Sendable {
    /// The longest key.
    static let longestKey = 255

    let shelf: any IdempotencyShelf

    /// Answers `call`, whose body is `body`, by `perform`, or as it was answered before.
    ///
    /// - Parameter insists: whether it is done even while another try is under way or the shelf is out of reach: for
    ///   what does no harm twice and must not wait.
    func answer<Fault: RequestFault>(
        _ call: Call,
        body: [UInt8],
        insists: Bool = false,
        perform: (RequestMark?) async throws(Fault) -> Outcome
    ) async throws(APIFault) -> Response {
        guard let key = call.request.headers[.idempotencyKey] else {
            do throws(Fault) {
                return try await perform(nil).response
            } catch {
                throw error.api
            }
        }
        let slot = try Self.slot(key, call, body)
        let claim: IdempotencyClaim
        do throws(DeskFault) {
            claim = try await shelf.claim(slot)
        } catch {
            guard insists else { throw error.api }
            claim = .again
        }
        switch claim {
        case .first: return try await done(slot, call, mayBeDone: false, perform)
        case .again: return try await done(slot, call, mayBeDone: true, perform)
        case .underWay(let seconds):
            guard !insists else { return try await done(slot, call, mayBeDone: true, perform) }
            throw APIFault(
                .conflict,
                "in_progress",
                "the same request is under way, for \(seconds) s at most; ask again for its answer",
                detail: ["seconds": JSON(seconds)],
                headers: [.retryAfter: "1"]
            )
        case .otherRequest:
            throw APIFault(
                .unprocessableContent,
                "idempotency_key_reused",
                "this Idempotency-Key was used for another request; give each request a key of its own"
            )
        case .answered(let text): return try Self.replayed(text)
        }
    }

    private func done<Fault: RequestFault>(
        _ slot: IdempotencySlot,
        _ call: Call,
        mayBeDone: Bool,
        _ perform: (RequestMark?) async throws(Fault) -> Outcome
    ) async throws(APIFault) -> Response {
        let mark = RequestMark(text: Digest.hex("\(slot.token)\n\(slot.id)", bytes: 16), mayBeDone: mayBeDone)
        let outcome: Outcome
        do throws(Fault) {
            outcome = try await perform(mark)
        } catch {
            guard !error.isPassing else {
                await tidied(call) { () async throws(DeskFault) in try await shelf.abandon(slot) }
                throw error.api
            }
            outcome = Outcome(status: error.api.status, body: error.api.json)
        }
        let answer = JSON.object([
            ("status", JSON(outcome.status.code)), ("tag", outcome.tag.map { JSON($0) }), ("body", outcome.body),
        ]).text
        await tidied(call) { () async throws(DeskFault) in try await shelf.keep(answer, in: slot) }
        return outcome.response
    }

    /// The request is done whether the shelf takes its answer or not; the mark in the log stands for it.
    private func tidied(_ call: Call, _ body: () async throws(DeskFault) -> Void) async {
        do throws(DeskFault) {
            try await body()
        } catch {
            call.caller.logger.warning("an answer could not be kept for a retry", metadata: ["why": "\(error)"])
        }
    }

    private static func slot(_ key: String, _ call: Call, _ body: [UInt8]) throws(APIFault) -> IdempotencySlot {
        guard (1...longestKey).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw APIFault(
                .badRequest,
                "invalid_idempotency_key",
                "an Idempotency-Key is 1 to \(longestKey) visible ASCII characters"
            )
        }
        // A request on another condition is another request.
        let conditions = [HTTPField.Name.ifMatch, .ifNoneMatch].compactMap { name in
            call.request.headers[name].map { "\(name): \($0)\n" }
        }
        let request = "\(call.request.method.rawValue) \(call.request.head.path ?? "")\n" + conditions.joined()
        let digest = Digest.hex(Array(request.utf8) + body, bytes: 16)
        let claimant = String(UInt64.random(in: .min ... .max), radix: 16)
        return IdempotencySlot(token: call.bearer.name, id: key, digest: digest, claimant: claimant)
    }

    private static func replayed(_ text: String) throws(APIFault) -> Response {
        guard let kept = try? JSON.parse(text), let status = kept["status"]?.integer, (200..<600).contains(status),
            let body = kept["body"]
        else {
            throw APIFault(.internalServerError, "store_fault", "the answer kept for this key cannot be read; use another key")
        }
        var headers = Outcome.headers(kept["tag"]?.string)
        headers[.idempotencyReplayed] = "true"
        return Answers.json(body, status: HTTPResponse.Status(code: status), headers: headers)
    }
}
