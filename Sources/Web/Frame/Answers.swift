import HTTPTypes
package import Hummingbird
import NIOCore
package import Wire

/// Forms of answers that all routes share.
package enum Answers {
    /// `json` as it stands.
    package static func json(_ json: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        text(json.text + "\n", type: "application/json", status: status, headers: headers)
    }

    /// Any text.
    package static func text(
        _ text: String,
        type: String = "text/plain; charset=utf-8",
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        bytes(ByteBuffer(string: text), type: type, status: status, headers: headers)
    }

    /// Any bytes.
    static func bytes(
        _ bytes: ByteBuffer,
        type: String = "application/json",
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    /// `json` with a tag, or 304 where `call` has it already.
    ///
    /// - Parameter tag: `nil` for one of the content.
    package static func tagged(_ json: JSON, tag: String? = nil, for call: Call) -> Response {
        let text = json.text + "\n"
        return tagged(tag ?? self.tag(of: Array(text.utf8)), for: call) { ByteBuffer(string: text) }
    }

    /// What `render` gives, under `tag`, or 304 where `call` has it already and nothing has to be rendered.
    static func tagged(
        _ tag: String,
        for call: Call,
        vary: String? = nil,
        render: () -> ByteBuffer
    ) -> Response {
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
        headers[.vary] = vary
        if let known = call.request.headers[.ifNoneMatch], matches(known, tag) {
            return Response(status: .notModified, headers: headers)
        }
        return bytes(render(), headers: headers)
    }

    /// The tag of an answer that hangs on `content` alone.
    static func tag(of content: [UInt8]) -> String { "\"\(Digest.hex(content, bytes: 12))\"" }

    /// Whether `header`, one or several tags, weak ones among them, or `*`, names `tag` (RFC 9110, section 13.1.2).
    static func matches(_ header: String, _ tag: String) -> Bool {
        header.split(separator: ",").contains { part in
            let one = part.trimming { $0 == " " || $0 == "\t" }
            return one == "*" || one == tag || one == "W/\(tag)"
        }
    }
}

extension Substring {
    /// Without the characters at both ends that are `unwanted`.
    fileprivate func trimming(_ unwanted: (Character) -> Bool) -> Substring {
        var rest = drop(while: unwanted)
        while let last = rest.last, unwanted(last) { rest.removeLast() }
        return rest
    }
}
