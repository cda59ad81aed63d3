package import CoreMetrics
import HTTPTypes
package import Hummingbird
import Logging
import NIOHTTP1
import Synchronization
import Wire

/// Takes every request: finds its route, asks the gatekeeper, lets the handler answer, and gives faults their shape.
package struct Frontdoor: HTTPResponder {
    private let table: RouteTable
    private let gatekeeper: Gatekeeper
    private let origins: OriginPolicy
    private let shapes: [FaultShape]
    private let tally: RequestTally

    /// A door before `table`.
    ///
    /// - Parameters:
    ///   - shapes: of faults under some paths; elsewhere they are ``APIFault/json``.
    ///   - metrics: where requests are counted.
    package init(
        table: RouteTable,
        gatekeeper: Gatekeeper,
        origins: OriginPolicy,
        shapes: [FaultShape] = [],
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.table = table
        self.gatekeeper = gatekeeper
        self.origins = origins
        self.shapes = shapes
        tally = RequestTally(metrics: metrics)
    }

    /// Answers one request; throws only what the connection does.
    package func respond(to request: Request, context: CallerContext) async throws -> Response {
        let path = (request.head.path ?? "").prefix { $0 != "?" && $0 != "#" }
        var name = "none"
        var response: Response
        do {
            response = try await answer(request, path, context, &name)
        } catch let fault as APIFault {
            response = shaped(fault, path)
        } catch let broken as HTTPParserError {
            throw broken
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("a request could not be answered", metadata: ["route": "\(name)", "why": "\(error)"])
            response = shaped(APIFault(.internalServerError, "internal", "the server failed; its log says why"), path)
        }
        origins.decorate(&response.headers, for: request.headers[.origin])
        tally.count(name, status: response.status.code)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(
        _ request: Request,
        _ path: Substring,
        _ context: CallerContext,
        _ name: inout String
    ) async throws -> Response {
        switch table.find(request.method, path) {
        case .unreadable:
            throw APIFault(.badRequest, "invalid_path", "the path's percent-encoding cannot be read as UTF-8")
        case .nothing:
            throw APIFault(.notFound, "route_not_found", "there is nothing here; /openapi.json lists what there is")
        case .otherMethods(let methods):
            if request.method == .options { return try options(methods, origin: request.headers[.origin]) }
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            throw APIFault(
                .methodNotAllowed,
                "method_not_allowed",
                "this path takes \(allowed)",
                headers: [.allow: allowed]
            )
        case .route(let index, let parameters):
            let route = table.routes[index]
            name = route.path
            var bearer = Bearer.anonymous
            switch route.access {
            case .open: break
            case .role(let role): bearer = try gatekeeper.admit(request.head, to: role, from: context)
            case .listener(let role):
                let pass = request.uri.queryParameters["pass"].map(String.init)
                bearer = try gatekeeper.admit(request.head, with: pass, to: role, from: context)
            }
            if let length = request.headers[.contentLength], (Int(length) ?? .max) > Call.longestBody { throw Call.tooLarge }
            return try await route.handler(Call(request, by: bearer, parameters: parameters, from: context))
        }
    }

    /// What a path takes; asked by browsers before they send anything, and so without a token.
    private func options(_ methods: [HTTPRequest.Method], origin: String?) throws(APIFault) -> Response {
        guard let origin else {
            return Response(status: .noContent, headers: [.allow: methods.map(\.rawValue).joined(separator: ", ")])
        }
        guard origins.allows(origin) else {
            throw APIFault(
                .forbidden,
                "origin_not_allowed",
                "pages of that origin may not ask this server; add it to server.origins if they should"
            )
        }
        return Response(status: .noContent, headers: OriginPolicy.preflight(methods: methods))
    }

    private func shaped(_ fault: APIFault, _ path: Substring) -> Response {
        let body = shapes.first { path.hasPrefix($0.prefix) }?.body(fault, path) ?? fault.json
        return Answers.json(body, status: fault.status, headers: fault.headers)
    }
}

/// Counts requests by route and status; routes are those of the table, so the labels are bounded.
private final class RequestTally: Sendable {
    private struct Key: Hashable {
        var route: String
        var status: Int
    }

    private let counters = Mutex<[Key: Counter]>([:])
    private let metrics: any MetricsFactory

    init(metrics: any MetricsFactory) { self.metrics = metrics }

    func count(_ route: String, status: Int) {
        let key = Key(route: route, status: status)
        let counter = counters.withLock { counters in
            if let counter = counters[key] { return counter }
            let counter = Counter(
                label: "rampart_http_requests_total",
                dimensions: [("route", route), ("status", String(status))],
                factory: metrics
            )
            counters[key] = counter
            return counter
        }
        counter.increment()
    }
}
