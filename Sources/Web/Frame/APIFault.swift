package import HTTPTypes
import Hummingbird
package import Wire

/// A request that is not answered as it was meant, and why.
package struct APIFault: Error, Sendable, CustomStringConvertible {
    /// The status of the answer.
    package var status: HTTPResponse.Status
    /// The stable name for programs, such as `flag_not_found`.
    package var code: String
    /// What is wrong and what to do.
    package var message: String
    /// An object with more, where there is more.
    package var detail: JSON?
    /// Headers that belong to it, such as `Retry-After`.
    package var headers: HTTPFields

    /// A fault.
    package init(
        _ status: HTTPResponse.Status,
        _ code: String,
        _ message: String,
        detail: JSON? = nil,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail
        self.headers = headers
    }

    /// Code and message.
    package var description: String { "\(code): \(message)" }

    /// `{"error":{"code":…,"message":…,"detail":…}}`.
    package var json: JSON {
        ["error": .object([("code", JSON(code)), ("message", JSON(message)), ("detail", detail)])]
    }
}

/// How faults are written under a path, where it is not ``APIFault/json``.
package struct FaultShape: Sendable {
    /// The path that it holds under, with a slash at the end.
    package var prefix: String
    /// The answer's body for a fault and the path that was asked, as it came.
    package var body: @Sendable (APIFault, Substring) -> JSON

    /// A shape for whatever lies under `prefix`.
    package init(prefix: String, body: @escaping @Sendable (APIFault, Substring) -> JSON) {
        self.prefix = prefix
        self.body = body
    }
}
