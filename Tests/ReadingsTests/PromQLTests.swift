import Curl
import Rollouts
import Testing

@testable import Readings

@Suite struct PromQLTests {
    @Test func `Only the places are replaced`() throws {
        let query = Template(#"sum(increase(x{flag="{flag}",arm=~"a|b"}[{elapsed}s])) / {percentage}"#)
        let variables = QuestionVariables(question: try question())
        #expect(
            try PromQL.filled(query, variables) == #"sum(increase(x{flag="new_cart",arm=~"a|b"}[90s])) / 12.5"#
        )
    }

    @Test(arguments: [
        (#"a"b"#, #"a\x22b"#), ("a'b", #"a\x27b"#), ("a`b", #"a\x60b"#), (#"a\"#, #"a\\"#), ("a\nb", #"a\nb"#),
        ("a\rb\u{0}", #"a\x0db\x00"#), (#""} or vector(1) #"#, #"\x22} or vector(1) #"#), ("ü", "ü"),
    ])
    func `A text cannot end the string it lands in`(text: String, escaped: String) throws {
        let query = Template(#"x{flag="{flag}"}"#)
        let filled = try PromQL.filled(query, QuestionVariables(question: try question(flag: text)))
        #expect(filled == #"x{flag="\#(escaped)"}"#)
    }

    @Test func `A plan's params are no variables of a query`() throws {
        let variables = QuestionVariables(question: try question(.value(Template("{params.x}"))))
        #expect(throws: ReadingFault.self) { try PromQL.filled(Template("{params.x}"), variables) }
    }

    @Test func `A GET carries the query in the URL, behind the configured path and query`() async throws {
        let stub = StubTransport(.answer(#"{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}"#))
        let source = #"{"kind":"prometheus","url":"http://h:9090/prom/?tenant={flag}","method":"GET"}"#
        let outcome = try await sources(source, stub).read(question(.value(Template("a + b"))), from: "a")
        #expect(outcome == .value(2))
        #expect(
            stub.requests.map(\.url) == [
                "http://h:9090/prom/api/v1/query?tenant=new_cart&query=a%20%2B%20b&time=1700000090.250"
            ]
        )
        #expect(stub.requests.first?.body == nil)
    }

    @Test func `A POST carries the query in a form`() async throws {
        let stub = StubTransport(.answer(#"{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}"#))
        let source = #"{"kind":"prometheus","url":"http://h"}"#
        _ = try await sources(source, stub).read(question(.value(Template("a&b"))), from: "a")
        let request = try #require(stub.requests.first)
        #expect(request.url == "http://h/api/v1/query")
        #expect(String(decoding: request.body ?? [], as: UTF8.self) == "query=a%26b&time=1700000090.250")
        #expect(request.headers.contains { $0 == ("Content-Type", "application/x-www-form-urlencoded") })
    }

    @Test(arguments: [(0, "0.000"), (1, "0.001"), (1_234_050, "1234.050"), (-5, "0.000")])
    func `Times are seconds with milliseconds`(milliseconds: Int, text: String) {
        #expect(PrometheusSource.time(Moment(milliseconds: milliseconds)) == text)
    }
}
