import Rollouts

/// One request of a source without its header; equal ones under way are sent once.
struct SourceRequest: Sendable, Hashable {
    let method: String
    let url: String
    var body: [UInt8]?
    var contentType: String?

    /// The longest URL that is sent; servers refuse longer ones anyway.
    static let longestURL = 16_384

    /// The URL of `source` with its places filled, and `target` appended to its path.
    ///
    /// - Throws: `malformed` where the plan's texts make no usable URL.
    static func url(
        of source: SourceURL,
        _ variables: QuestionVariables,
        appending route: String = "",
        query extra: String? = nil
    ) throws(ReadingFault) -> String {
        let path = try variables.fill(Template(source.path), HTTPText.percentEncoded)
        try refuseSteps(in: path, written: source.path)
        let trimmed = route.isEmpty || !path.hasSuffix("/") ? path : String(path.dropLast())
        var queries: [String] = []
        if let query = source.query { queries.append(try variables.fill(Template(query), HTTPText.percentEncoded)) }
        if let extra { queries.append(extra) }
        let query = queries.isEmpty ? "" : "?" + queries.joined(separator: "&")
        let url = source.origin + (trimmed + route).orSlash + query
        guard url.utf8.count <= longestURL else {
            throw ReadingFault(
                .malformed,
                "is not asked: the URL would have \(url.utf8.count) bytes; "
                    + "shorten the plan's texts to stay within \(longestURL)"
            )
        }
        return url
    }

    /// A plan's text must not lead out of the configured path: not by `.` and `..`, nor by a slash that a server or
    /// proxy decodes before it looks at the path.
    private static func refuseSteps(in filled: String, written: String) throws(ReadingFault) {
        let steps: [Substring] = [".", ".."]
        let had = written.split(separator: "/").contains { steps.contains($0) }
        let has = filled.split(separator: "/").contains { steps.contains($0) }
        let lowered = filled.lowercased()
        let separators = ["%2f", "%5c", "%00"].filter { lowered.contains($0) && !written.lowercased().contains($0) }
        guard has && !had || !separators.isEmpty else { return }
        throw ReadingFault(
            .malformed,
            "is not asked: a text of the plan would change the URL's path; remove slashes and lone dots from it"
        )
    }
}

extension String {
    /// The text, or `/` where it is empty.
    fileprivate var orSlash: String { isEmpty ? "/" : self }
}
