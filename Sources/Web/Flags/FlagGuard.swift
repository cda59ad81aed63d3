import FlagStore
import HTTPTypes
import Hummingbird
import Wire

/// The versions of flags and segments in headers: their tag is their version.
enum FlagGuard {
    /// The tag of a version.
    static func tag(_ version: Int) -> String { "\"\(version)\"" }

    /// What a change asks for by `If-Match` or `If-None-Match`.
    static func expected(_ call: Call) throws(APIFault) -> ExpectedVersion {
        let headers = call.request.headers
        switch (headers[.ifMatch], headers[.ifNoneMatch]) {
        case (nil, nil): return .any
        case (nil, let text?):
            guard text == "*" else { throw fault("If-None-Match", "of a change is *: it is made only where there is nothing yet") }
            return .absent
        case (let text?, nil):
            guard text != "*" else { return .present }
            guard !text.contains(",") else { throw fault("If-Match", "takes one version, such as \"7\", or *") }
            // A tag that no version has is one that this one is not.
            return .version(version(text) ?? -1)
        case (_, _): throw fault("If-Match", "and If-None-Match exclude each other; send one of them")
        }
    }

    /// The version that a tag names; proxies that compress make a tag weak, which changes nothing here.
    private static func version(_ text: String) -> Int? {
        let tag = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
        let isQuoted = tag.count > 1 && tag.hasPrefix("\"") && tag.hasSuffix("\"")
        return Int(isQuoted ? tag.dropFirst().dropLast() : tag)
    }

    private static func fault(_ name: String, _ message: String) -> APIFault {
        APIFault(.badRequest, "invalid_header", "\(name) \(message)", detail: ["header": JSON(name)])
    }
}
