import Flags
import HTTPTypes
import Wire

/// A request of the OpenFeature protocol: `{"context":{…}}`. Members beside it are the protocol's to add, and left alone.
struct OFREPRequest {
    /// Whom to evaluate for.
    let context: Context

    /// One level more than a context may have, for the object around it.
    private static let limits = JSONLimits(
        maxBytes: Call.longestBody,
        maxDepth: Context.limits.maxDepth + 1,
        duplicates: Context.limits.duplicates
    )

    /// Reads a body.
    ///
    /// - Throws: 400 `PARSE_ERROR` or `INVALID_CONTEXT`.
    init(_ body: [UInt8]) throws(APIFault) {
        let json: JSON
        do throws(JSONFault) {
            json = try JSON.parse(body, limits: Self.limits)
        } catch {
            throw Self.fault(.parseError, "the body cannot be read at \(error.place): \(error.message)")
        }
        guard let given = json["context"] else {
            throw Self.fault(.invalidContext, #"the body must be an object with a context: {"context":{"targetingKey":"…"}}"#)
        }
        do throws(Context.Fault) {
            context = try Context(given)
        } catch {
            throw Self.fault(error.code, error.message)
        }
    }

    private static func fault(_ code: Evaluation.ErrorCode, _ message: String) -> APIFault {
        APIFault(.badRequest, code.rawValue, message)
    }
}
