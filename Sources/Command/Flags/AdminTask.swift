import FlagStore
import Wire

/// One thing that a command wants of flags or segments.
struct AdminTask: Sendable {
    /// What is wanted.
    enum Deed: Sendable {
        case list(FlagName.Kind)
        case one(FlagName)
        case history(FlagName, limit: Int)
        case overlaps
        /// What a flag serves to a context, and why.
        case evaluate(String, context: JSON)
        case put(FlagName.Kind, AdminText)
        /// A list of whole flags or segments, or a batch's edits: all or nothing.
        case batch(FlagName.Kind, AdminText)
        case patch(FlagName, AdminText)
        case delete(FlagName)
        case revert(FlagName, version: Int)
    }

    var deed: Deed
    /// On which version.
    var expected = ExpectedVersion.any
    /// Why, for the audit trail.
    var reason = ""

    /// Where its JSON is from.
    var source: String? {
        switch deed {
        case .put(_, let text), .batch(_, let text), .patch(_, let text): text.name
        case .list, .one, .history, .overlaps, .evaluate, .delete, .revert: nil
        }
    }
}

/// A JSON text that somebody wrote, kept as it was written, so that places in complaints are theirs.
struct AdminText: Sendable {
    let bytes: [UInt8]
    let json: JSON
    /// The file or option that it stood in.
    let name: String

    /// Reads a text.
    ///
    /// - Parameter name: of the file, for the complaint.
    init(_ bytes: [UInt8], name: String) throws(Complaint) {
        do throws(JSONFault) {
            json = try JSON.parse(bytes)
        } catch {
            throw .refused("\(name):\(error.place.line):\(error.place.column): error: \(error.message)")
        }
        self.bytes = bytes
        self.name = name
    }

    /// A text for a value that was put together.
    init(_ json: JSON) {
        self.json = json
        name = "command line"
        bytes = Array(json.text.utf8)
    }
}

/// Does what commands want of flags and segments; the answers are those of the HTTP API.
protocol AdminDesk: Sendable {
    func ask(_ task: AdminTask) async throws -> JSON
}
