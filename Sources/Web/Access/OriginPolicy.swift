import HTTPTypes
import Hummingbird

/// Which web pages may speak to the server, and which names it answers to. Pure.
package struct OriginPolicy: Sendable {
    /// Origins whose pages may read answers, such as `https://app.example.com`.
    private let origins: Set<String>
    /// The address that the outside world knows the server by.
    private let publicURL: (scheme: String, authority: String)?

    /// A policy for the configured `origins` and the server's own `publicURL`, both compared without case and without
    /// a slash at the end.
    package init(origins: [String] = [], publicURL: String? = nil) {
        self.origins = Set(origins.map { Self.trimmed($0.lowercased()) })
        self.publicURL = publicURL.flatMap { Self.parts($0.lowercased()) }
    }

    /// What is wrong with a configured origin, as the end of a sentence; `nil` where it is one.
    package static func fault(in origin: String) -> String? {
        guard let parts = parts(origin), ["http", "https"].contains(parts.scheme.lowercased()) else {
            return "is no origin; write it as https://app.example.com"
        }
        guard "\(parts.scheme)://\(parts.authority)" == trimmed(origin) else {
            return "has a path; an origin is scheme, host and port only"
        }
        return nil
    }

    // MARK: - CORS

    /// Whether pages of `origin` may read the server's answers.
    func allows(_ origin: String) -> Bool { origins.contains(Self.trimmed(origin.lowercased())) }

    /// Adds to an answer what a browser must know, whatever the answer is.
    func decorate(_ headers: inout HTTPFields, for origin: String?) {
        guard !origins.isEmpty else { return }
        headers[.vary] = headers[.vary].map { "\($0), Origin" } ?? "Origin"
        guard let origin, allows(origin) else { return }
        headers[.accessControlAllowOrigin] = origin
        headers[.accessControlExposeHeaders] = "ETag, Retry-After"
    }

    /// The headers that answer a preflight for a route with `methods`.
    static func preflight(methods: [HTTPRequest.Method]) -> HTTPFields {
        [
            .accessControlAllowMethods: methods.map(\.rawValue).joined(separator: ", "),
            .accessControlAllowHeaders:
                "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-API-Key, "
                + "X-Rampart-Actor, X-Rampart-Context, X-Rampart-Reason",
            .accessControlMaxAge: "600",
        ]
    }

    // MARK: - A server without tokens

    /// Why a request to a server without tokens is refused, where it is: another host's name, or a page's order.
    ///
    /// A page that a developer has open can send requests to the developer's own machine, and by a name of its own
    /// that leads there even read the answers.
    ///
    /// - Parameter port: the port that the server listens on.
    func fault(in request: HTTPRequest, port: Int?) -> APIFault? {
        let host = request.authority?.lowercased() ?? ""
        guard isOwn(host, port: port) else {
            return APIFault(
                .forbidden,
                "host_not_allowed",
                "the Host header names another server; ask localhost, or set server.publicURL to the name in use"
            )
        }
        if let fault = foreignPage(in: request) { return fault }
        guard request.method != .get, request.method != .head, request.method != .options else { return nil }
        let type = request.headerFields[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        guard type.filter({ !$0.isWhitespace }) == "application/json" else {
            return APIFault(
                .unsupportedMediaType,
                "content_type_not_json",
                "a change needs the header Content-Type: application/json"
            )
        }
        return nil
    }

    /// Why a page's request for a WebSocket is refused, where it is: no browser asks before it opens one, and none keeps what
    /// comes from the page.
    func foreignPage(in request: HTTPRequest) -> APIFault? {
        guard let origin = request.headerFields[.origin], !allows(origin),
            !isOwn(origin: origin.lowercased(), host: request.authority?.lowercased() ?? "")
        else { return nil }
        return Self.foreign
    }

    private static let foreign = APIFault(
        .forbidden,
        "origin_not_allowed",
        "pages of that origin may not ask this server; add it to server.origins if they should"
    )

    private func isOwn(_ host: String, port: Int?) -> Bool {
        if host.isEmpty { return false }
        if host == publicURL?.authority { return true }
        let names = ["localhost", "127.0.0.1", "[::1]"]
        guard let port else { return false }
        return names.contains { host == "\($0):\(port)" || (port == 80 && host == $0) }
    }

    private func isOwn(origin: String, host: String) -> Bool {
        guard let parts = Self.parts(origin) else { return false }
        if let publicURL, parts == publicURL { return true }
        return ["http", "https"].contains(parts.scheme) && parts.authority == host
    }

    // MARK: - Texts

    private static func trimmed(_ origin: String) -> String { origin.hasSuffix("/") ? String(origin.dropLast()) : origin }

    /// Scheme and authority of a URL; `nil` where it has none.
    private static func parts(_ url: String) -> (scheme: String, authority: String)? {
        guard let separator = url.firstRange(of: "://"), separator.lowerBound > url.startIndex else { return nil }
        let authority = url[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        return (String(url[..<separator.lowerBound]), String(authority))
    }
}
