package import CoreMetrics
import HTTPTypes
import Hummingbird
import Synchronization
import Wire

/// Decides who may come in: tokens and roles, and how often one address may be refused.
package final class Gatekeeper: Sendable {
    private struct Books {
        var tokens: TokenBook
        var failures: FailureLimit
        var pass: LivePass?
    }

    private let books: Mutex<Books>
    private let origins: OriginPolicy
    private let isLoopback: Bool
    private let now: @Sendable () -> ContinuousClock.Instant
    private let wallClock: @Sendable () -> Int
    private let metrics: any MetricsFactory

    /// A gatekeeper for `tokens`.
    ///
    /// - Parameters:
    ///   - isLoopback: whether the server listens to this machine only; a server that others reach takes nobody in
    ///     while it has no token.
    ///   - now: the time, for the limit of failures.
    ///   - wallClock: the time in seconds since 1970, for passes.
    ///   - metrics: where refusals are counted.
    package init(
        tokens: TokenBook,
        origins: OriginPolicy,
        isLoopback: Bool,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now },
        wallClock: @escaping @Sendable () -> Int = { LivePass.now() },
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        books = Mutex(Books(tokens: tokens, failures: FailureLimit(now: now()), pass: LivePass(tokens)))
        self.origins = origins
        self.isLoopback = isLoopback
        self.now = now
        self.wallClock = wallClock
        self.metrics = metrics
    }

    /// Takes other tokens from now on. An empty book does not open a server that had tokens before.
    package func replace(_ tokens: TokenBook) {
        books.withLock { books in
            guard !tokens.isEmpty || books.tokens.isEmpty else { return }
            books.tokens = tokens
            books.pass = LivePass(tokens)
        }
    }

    /// Who asks for a route that needs `role`.
    ///
    /// - Throws: 401, 403, 415 or, for an address that was refused too often, 429.
    func admit(_ request: HTTPRequest, to role: Role, from caller: CallerContext) throws(APIFault) -> Bearer {
        let tokens = books.withLock { $0.tokens }
        guard !tokens.isEmpty || !isLoopback else {
            if let fault = origins.fault(in: request, port: caller.port) {
                count(fault.code)
                throw fault
            }
            return .anonymous
        }
        guard let token = Self.token(of: request) else {
            throw Self.unauthorized("no_token", "send the header Authorization: Bearer and a token")
        }
        guard let bearer = tokens.bearer(of: token) else {
            throw refused(Self.unauthorized("wrong_token", "this token is not known here"), caller)
        }
        guard bearer.role.includes(role) else {
            let fault = APIFault(
                .forbidden,
                "role_too_low",
                "the token \(bearer.name) is \(bearer.role.rawValue), and this needs \(role.rawValue)",
                detail: ["role": JSON(bearer.role.rawValue), "needs": JSON(role.rawValue)]
            )
            throw refused(fault, caller)
        }
        return bearer
    }

    // MARK: - Passes

    /// A pass by which `bearer` may listen without a token, good for the half of its lifetime at least; `nil` where no
    /// tokens are needed.
    ///
    /// For some minutes it is the same text: answers with it in them have a tag, and a client whose tag is known keeps its
    /// pass.
    func pass(for bearer: Bearer) -> String? {
        let step = LivePass.lifetime / 2
        return books.withLock { $0.pass }?.text(for: bearer, until: (wallClock() / step + 2) * step)
    }

    /// Who asks for a stream that needs `role`, by a token or, where there is none, by `pass`.
    ///
    /// - Throws: what ``admit(_:to:from:)`` does.
    func admit(
        _ request: HTTPRequest,
        with pass: String?,
        to role: Role,
        from caller: CallerContext
    ) throws(APIFault) -> Bearer {
        let (tokens, reader) = books.withLock { ($0.tokens, $0.pass) }
        guard let pass, let reader, request.headerFields[.authorization] == nil, request.headerFields[.apiKey] == nil else {
            return try admit(request, to: role, from: caller)
        }
        // Whose token was taken away has no use of a pass either.
        guard let bearer = reader.bearer(of: pass, at: wallClock()), tokens.has(bearer), bearer.role.includes(role) else {
            throw refused(
                Self.unauthorized("wrong_pass", "this pass is not known here, or over; evaluate again for a new one"),
                caller
            )
        }
        return bearer
    }

    // MARK: - Refusals

    private func refused(_ fault: APIFault, _ caller: CallerContext) -> APIFault {
        count(fault.code)
        let address = caller.address
        let moment = now()
        guard let wait = books.withLock({ $0.failures.failed(address, at: moment) }) else { return fault }
        count("limited")
        return APIFault(
            .tooManyRequests,
            "too_many_refusals",
            "too many requests from this address were refused; come again in \(wait) s",
            headers: [.retryAfter: String(wait)]
        )
    }

    private func count(_ why: String) {
        Counter(label: "rampart_http_refusals_total", dimensions: [("why", why)], factory: metrics).increment()
    }

    private static func unauthorized(_ code: String, _ message: String) -> APIFault {
        APIFault(.unauthorized, code, message, headers: [.wwwAuthenticate: "Bearer"])
    }

    /// The token as the OpenFeature protocol lets clients send it: as a bearer's, or as an API key.
    private static func token(of request: HTTPRequest) -> String? {
        guard let text = request.headerFields[.authorization] else { return request.headerFields[.apiKey] }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
        return parts[1].trimmingPrefix { $0 == " " }.description
    }
}
