import Flags
import HTTPTypes
import Wire

extension Context {
    /// Reads the context of an `X-Rampart-Context` header; without one it is empty.
    static func read(header: String?) throws(APIFault) -> Context {
        guard let header else { return Context([]) }
        guard let bytes = Base64Text.decode(header) else {
            throw invalid("the header X-Rampart-Context is no base64url")
        }
        let json: JSON
        do throws(JSONFault) {
            json = try JSON.parse(bytes, limits: limits)
        } catch {
            throw invalid("the JSON in X-Rampart-Context cannot be read at \(error.place): \(error.message)")
        }
        do throws(Context.Fault) {
            return try Context(json)
        } catch {
            throw invalid("X-Rampart-Context: \(error.message)")
        }
    }

    private static func invalid(_ message: String) -> APIFault { APIFault(.badRequest, "invalid_context", message) }
}
