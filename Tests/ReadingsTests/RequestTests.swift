import Curl
import Rollouts
import Testing
import Wire

@testable import Readings

@Suite struct RequestTests {
    private func url(_ source: String, _ question: MetricQuestion) async throws -> (
        url: String?, outcome: Reading.Outcome
    ) {
        let stub = StubTransport(.answer(#"{"exposures":1,"errors":0}"#))
        let outcome = try await sources(#"{"kind":"report","url":"\#(source)"}"#, stub).read(question, from: "a")
        return (stub.requests.first?.url, outcome)
    }

    @Test func `Every variable is filled`() async throws {
        let source =
            "http://h/{flag}/{stage}/{entry}?p={percentage}&s={since}&u={until}&su={sinceUnix}&uu={untilUnix}&e={elapsed}"
        let (sent, _) = try await url(source, question())
        #expect(
            sent == "http://h/new_cart/2/e1?p=12.5&s=2023-11-14T22%3A13%3A20Z&u=2023-11-14T22%3A14%3A50.250Z"
                + "&su=1700000000&uu=1700000090&e=90"
        )
    }

    @Test func `The time elapsed is at least a second`() throws {
        var asked = try question()
        asked.until = asked.since
        #expect(QuestionVariables(question: asked)["elapsed"] == "1")
    }

    static let hostile = [
        "a&admin=1", "a#b", "a?b", "%2e%2e", "a b", "ü", "a\r\nHost: evil", "\u{0}", "\"", "{flag}", "a+b=c",
        "@evil.example",
    ]

    @Test(arguments: hostile)
    func `A plan's text stays in its place of the query`(text: String) async throws {
        let (sent, _) = try await url("http://h/r?team={params.team}&z=1", question(.parameters(["team": text])))
        let value = try #require(sent?.dropFirst("http://h/r?team=".count).dropLast("&z=1".count))
        #expect(sent == "http://h/r?team=\(value)&z=1")
        #expect(value.utf8.allSatisfy { HTTPText.isLetterOrDigit($0) || "-._~%".utf8.contains($0) })
        #expect(decoded(value) == Array(text.utf8))
    }

    @Test(arguments: ["..", ".", "a/b", "../admin", "a\\b", "\u{0}"])
    func `A plan's text cannot change the path`(text: String) async throws {
        let (sent, outcome) = try await url(
            "http://h/teams/{params.team}/report",
            question(.parameters(["team": text]))
        )
        #expect(sent == nil)
        #expect(
            outcome
                == .malformed(
                    "h is not asked: a text of the plan would change the URL's path; remove slashes and lone dots from it"
                )
        )
    }

    @Test func `Texts together cannot make a step up either`() async throws {
        let (sent, outcome) = try await url(
            "http://h/{params.a}{params.b}",
            question(.parameters(["a": ".", "b": "."]))
        )
        #expect(sent == nil)
        #expect(outcome.isMalformed)
    }

    @Test func `A dot within a name is fine`() async throws {
        let (sent, _) = try await url("http://h/{params.a}", question(.parameters(["a": "v1..2"])))
        #expect(sent == "http://h/v1..2")
    }

    @Test func `A place without a text is told, not sent`() async throws {
        let (sent, outcome) = try await url("http://h/?t={params.team}", question())
        #expect(sent == nil)
        #expect(
            outcome == .malformed("h is not asked: nothing fills the place {params.team}; give it in the plan's metric")
        )
    }

    @Test func `A URL beyond all measure is not sent`() async throws {
        let long = String(repeating: "a", count: 20_000)
        let (sent, outcome) = try await url("http://h/?t={params.t}", question(.parameters(["t": long])))
        #expect(sent == nil)
        #expect(outcome.sentence.contains("shorten the plan's texts"))
    }

    @Test func `Queries are nothing for a report`() async throws {
        let (sent, outcome) = try await url("http://h/", question(.value(Template("up"))))
        #expect(sent == nil)
        #expect(outcome == .malformed("h takes no queries; remove them from the plan's metric, or name another source"))
    }

    @Test(arguments: ["x", "\"},\"admin\":{\"a\":\"", "\\", "\n\u{1}", "{flag}"])
    func `A text stays within its string of a JSON body`(text: String) async throws {
        let stub = StubTransport(.answer("1"))
        let source =
            #"{"kind":"json","url":"http://h","method":"POST","value":"","body":"{\"t\":\"{params.t}\",\"s\":{stage}}"}"#
        let outcome = try await sources(source, stub).read(question(.parameters(["t": text])), from: "a")
        #expect(outcome == .value(1))
        let request = try #require(stub.requests.first)
        #expect(request.method == "POST")
        #expect(request.headers.contains { $0 == ("Content-Type", "application/json") })
        #expect(try JSON.parse(request.body ?? []) == ["t": JSON(text), "s": 2])
    }

    private func decoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            bytes.append(UInt8(Substring(rest.prefix(2)), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
