/// A request's header fields in the form libcurl wants them, checked.
enum HeaderLines {
    /// Checks the method and the fields and writes one line a field.
    ///
    /// - Throws: `invalidHeader`.
    static func make(for request: CurlRequest, authority: String) throws(CurlFault) -> [String] {
        guard isToken(request.method) else {
            throw CurlFault(
                .invalidHeader,
                "The method of a request to \(authority) is no HTTP token; use GET or POST."
            )
        }
        var lines: [String] = []
        var namesContentType = false
        for (name, value) in request.headers {
            guard isToken(name) else {
                throw CurlFault(.invalidHeader, "A header name for \(authority) is no HTTP token; correct it.")
            }
            guard value.utf8.allSatisfy({ $0 != 0 && $0 != 10 && $0 != 13 }) else {
                throw CurlFault(
                    .invalidHeader,
                    "The header \(name) for \(authority) has a line break or NUL in its value; remove it."
                )
            }
            let lowered = name.lowercased()
            guard lowered != "content-length", lowered != "transfer-encoding" else {
                throw CurlFault(.invalidHeader, "The header \(name) for \(authority) follows from the body; remove it.")
            }
            namesContentType = namesContentType || lowered == "content-type"
            // libcurl reads `name:` as "do not send it" and `name;` as "send it empty".
            let isEmpty = value.utf8.allSatisfy { $0 == 32 || $0 == 9 }
            lines.append(isEmpty ? "\(name);" : "\(name): \(value)")
        }
        if request.body != nil {
            // libcurl would call every body a form, and would wait a second for `100 Continue` before a large one.
            if !namesContentType { lines.append("Content-Type:") }
            lines.append("Expect:")
        }
        return lines
    }

    /// The lines for a redirect that dropped the body: without the fields that describe it.
    static func withoutBody(_ lines: [String]) -> [String] {
        lines.filter { !$0.lowercased().hasPrefix("content-") }
    }

    /// RFC 9110, 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
