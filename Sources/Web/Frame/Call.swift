import HTTPTypes
package import Hummingbird
import NIOCore
package import Wire

/// One request as a route's handler gets it: who asks, for what, with which body.
package struct Call: Sendable {
    /// The longest body that is taken, in bytes.
    static let longestBody = 1 << 20

    /// The request.
    package let request: Request
    /// Who asks.
    package let bearer: Bearer
    /// The path's parameters by their names, percent-decoded.
    private let parameters: [(name: String, value: String)]
    /// Where it comes from.
    let caller: CallerContext

    init(_ request: Request, by bearer: Bearer, parameters: [(name: String, value: String)], from caller: CallerContext) {
        self.request = request
        self.bearer = bearer
        self.parameters = parameters
        self.caller = caller
    }

    /// The path's parameter `name`; empty where the route has none of that name.
    package subscript(name: String) -> String { parameters.first { $0.name == name }?.value ?? "" }

    /// Who is written into the audit trail.
    package var actor: String { bearer.actor(for: request.headers[.rampartActor]) }

    /// The value of `name` in the query, percent-decoded; `nil` where it is not there.
    package func query(_ name: String) -> String? { request.uri.queryParameters[name[...]].map(String.init) }

    /// The whole number of `name` in the query within `range`, or `otherwise` where it is not there.
    package func integer(_ name: String, in range: ClosedRange<Int>, otherwise: Int) throws(APIFault) -> Int {
        guard let text = query(name) else { return otherwise }
        guard let number = Int(text), range.contains(number) else {
            throw APIFault(
                .badRequest,
                "invalid_query",
                "\(name) is a whole number, \(range.lowerBound) to \(range.upperBound)",
                detail: ["parameter": JSON(name)]
            )
        }
        return number
    }

    // MARK: - Body

    /// The whole body.
    ///
    /// - Throws: 413 for one over 1 MiB; what the connection throws when it breaks.
    package func body() async throws -> [UInt8] {
        do {
            return Array(try await request.body.collect(upTo: Self.longestBody).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge
        }
    }

    static let tooLarge = APIFault(
        .contentTooLarge,
        "body_too_large",
        "a body may have \(longestBody) bytes; send less at a time",
        headers: [.connection: "close"]
    )

    /// Reads a body that is one object with no other members than `known`.
    ///
    /// - Parameter read: takes what it needs and reports what is wrong; `nil` is only for something reported.
    /// - Throws: 400 with every fault and its place.
    package static func decode<Value>(
        _ bytes: [UInt8],
        known: [String],
        _ read: (Fields) -> Value?
    ) throws(APIFault) -> Value {
        let json: JSON
        do throws(JSONFault) {
            json = try JSON.parse(bytes)
        } catch {
            throw .unreadable(error)
        }
        let findings = Findings()
        let value = Fields(json, known: known, findings: findings).flatMap(read)
        guard let value, !findings.hasErrors else { throw .unfit(findings, body: json) }
        return value
    }
}
