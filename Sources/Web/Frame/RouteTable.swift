import HTTPTypes
import Hummingbird
import Wire

/// The routes by their paths. Pure.
package struct RouteTable: Sendable {
    /// What a path and a method lead to.
    enum Finding {
        /// A route and its parameters.
        case route(index: Int, parameters: [(name: String, value: String)])
        /// The path is there, the method is not.
        case otherMethods([HTTPRequest.Method])
        /// There is no such path.
        case nothing
        /// The path cannot be decoded.
        case unreadable
    }

    private struct Node: Sendable {
        var literals: [Substring: Int] = [:]
        var parameter: Int?
        var routes: [(method: HTTPRequest.Method, index: Int)] = []
    }

    /// The rows, the one of the document last.
    package let routes: [Route]
    /// The names of each row's parameters.
    private let names: [[String]]
    private var nodes = [Node()]
    /// How many segments the longest path has.
    private var depth = 0

    /// A table of `rows` and of the document that describes them, at `/openapi.json`.
    ///
    /// - Parameter version: of the program, for the document.
    package init(_ rows: [Route], version: String) {
        let sheet = RouteSheet(
            "getOpenAPI",
            tag: "Running",
            "This document.",
            replies: [.init(200, "The OpenAPI 3.1 document.", schema: ["type": "object"])]
        )
        let row = Route(.get, "/openapi.json", .open, sheet) { _ in Answers.json(.null) }
        let document = OpenAPIDocument(routes: rows + [row], version: version).json
        routes = rows + [Route(.get, row.path, .open, sheet) { call in Answers.tagged(document, for: call) }]
        names = routes.map { Self.parameters(of: $0.path) }
        for (index, route) in routes.enumerated() { add(route, index) }
    }

    /// The names in braces of `path`, in order.
    static func parameters(of path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    private mutating func add(_ route: Route, _ index: Int) {
        var here = 0
        let segments = route.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        depth = max(depth, segments.count)
        for segment in segments {
            let isParameter = segment.hasPrefix("{")
            if let next = isParameter ? nodes[here].parameter : nodes[here].literals[segment] {
                here = next
                continue
            }
            nodes.append(Node())
            let next = nodes.count - 1
            if isParameter { nodes[here].parameter = next } else { nodes[here].literals[segment] = next }
            here = next
        }
        nodes[here].routes.append((route.method, index))
    }

    /// What `method` of `path`, without its query, leads to.
    ///
    /// A segment that is written out goes before a parameter, where it leads anywhere: a flag may be called `live`.
    func find(_ method: HTTPRequest.Method, _ path: Substring) -> Finding {
        guard path.first == "/" else { return .nothing }
        var segments: [String] = []
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            // None has more segments than the longest path has.
            guard segments.count <= depth else { return .nothing }
            guard let text = PercentText.decode(segment) else { return .unreadable }
            segments.append(text)
        }
        guard let (found, values) = reach(segments[...], from: 0) else { return .nothing }
        guard let index = found.first(where: { $0.method == method || ($0.method == .get && method == .head) })?.index
        else {
            return .otherMethods(Self.methods(of: found.map(\.method)))
        }
        return .route(index: index, parameters: zip(names[index], values).map { (name: $0, value: $1) })
    }

    /// The routes that `segments` lead to from a node, and the values of the parameters on the way.
    private func reach(
        _ segments: ArraySlice<String>,
        from here: Int
    ) -> (routes: [(method: HTTPRequest.Method, index: Int)], values: [String])? {
        guard let first = segments.first else {
            return nodes[here].routes.isEmpty ? nil : (nodes[here].routes, [])
        }
        if let next = nodes[here].literals[first[...]], let found = reach(segments.dropFirst(), from: next) { return found }
        guard !first.isEmpty, let next = nodes[here].parameter, let found = reach(segments.dropFirst(), from: next) else {
            return nil
        }
        return (found.routes, [first] + found.values)
    }

    /// With a GET goes a HEAD.
    private static func methods(of methods: [HTTPRequest.Method]) -> [HTTPRequest.Method] {
        methods.flatMap { $0 == .get ? [.get, .head] : [$0] }
    }
}
