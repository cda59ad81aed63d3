import HTTPTypes
import Hummingbird
import Testing
import Wire

@testable import Web

@Suite("The table of routes")
struct RouteTableTests {
    private static let table = RouteTable(
        [("GET", "/a"), ("POST", "/a"), ("GET", "/a/{x}"), ("GET", "/a/b"), ("GET", "/a/{x}/c/{y}")].map { method, path in
            let sheet = RouteSheet("\(method)\(path)", tag: "t", "S.", replies: [])
            return Route(HTTPRequest.Method(method) ?? .get, path, .open, sheet) { _ in Answers.text("") }
        },
        version: "1"
    )

    private static func found(_ method: HTTPRequest.Method, _ path: String) -> String {
        switch table.find(method, path[...]) {
        case .route(let index, let parameters):
            "\(index) " + parameters.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        case .otherMethods(let methods): methods.map(\.rawValue).joined(separator: ",")
        case .nothing: "nothing"
        case .unreadable: "unreadable"
        }
    }

    @Test(
        "Paths and what they lead to",
        arguments: [
            ("/a", "0 "), ("/a/b", "3 "), ("/a/%62", "3 "), ("/a/z", "2 x=z"), ("/a/z%2Fy", "2 x=z/y"), ("/a/%C3%A4", "2 x=ä"),
            ("/a/1/c/2", "4 x=1 y=2"), ("/a/", "nothing"), ("/a//c/2", "nothing"), ("/a/b/c/2", "4 x=b y=2"),
            ("/a/b/d/2", "nothing"), ("/", "nothing"),
            ("", "nothing"), ("a", "nothing"), ("*", "nothing"), ("/a/%", "unreadable"), ("/a/%4", "unreadable"),
            ("/a/%FF", "unreadable"), ("/a/1/c", "nothing"),
        ]
    )
    func paths(path: String, expected: String) { #expect(Self.found(.get, path) == expected) }

    @Test("Methods: HEAD is GET, others are told")
    func methods() {
        #expect(Self.found(.head, "/a") == "0 ")
        #expect(Self.found(.post, "/a") == "1 ")
        #expect(Self.found(.delete, "/a") == "GET,HEAD,POST")
        #expect(Self.found(.post, "/a/b") == "GET,HEAD")
    }

    @Test(
        "Tags are matched in all their forms",
        arguments: [
            ("\"x\"", true), ("W/\"x\"", true), ("\"y\", W/\"x\"", true), ("*", true), (" \"x\" ", true), ("\"y\"", false),
            ("x", false), ("", false),
        ]
    )
    func tags(header: String, isMatch: Bool) { #expect(Answers.matches(header, "\"x\"") == isMatch) }
}
