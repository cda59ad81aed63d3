import Rollouts
import Testing

@testable import Readings

@Suite struct AnswerReaderTests {
    private func outcome(_ answer: StubTransport.Answer) async throws -> Reading.Outcome {
        try await sources(#"{"kind":"json","url":"https://h:8443/x?y={flag}","value":""}"#, StubTransport(answer))
            .read(question(), from: "a")
    }

    static let statuses: [(Int, Reading.Outcome)] = [
        (204, .malformed("h:8443 answered 204 with an empty body; is the URL right?")),
        (304, .malformed("h:8443 answered 304 without an answer behind it; configure the final URL")),
        (400, .malformed("h:8443 refuses the request (400); mend the source's URL or the plan's metric")),
        (401, .malformed("h:8443 refuses the credentials (401); mend the source's headers")),
        (403, .malformed("h:8443 refuses the credentials (403); mend the source's headers")),
        (404, .malformed("h:8443 has nothing at the URL (404); mend the source's URL or the plan's params")),
        (405, .malformed("h:8443 refuses the method (405); mend the source's method or URL")),
        (408, .unreachable("h:8443 gave up waiting for the request (408)")),
        (429, .unreachable("h:8443 is asked too often (429); raise the interval or its limit")),
        (500, .unreachable("h:8443 failed (500); look at its log")),
        (503, .unreachable("h:8443 failed (503); look at its log")),
    ]

    @Test(arguments: statuses)
    func `A status has its class and remedy`(status: Int, expected: Reading.Outcome) async throws {
        let body = status == 204 ? "" : #"{"error":"see /x?y=new_cart"}"#
        #expect(try await outcome(.answer(body, status: status)) == expected)
    }

    static let bodies: [(String, String, String)] = [
        ("", "application/json", "answered 200 with an empty body; is the URL right?"),
        (" \r\n", "application/json", "answered 200 with an empty body; is the URL right?"),
        ("<!doctype html><p>Log in", "text/html; charset=utf-8", "answered with HTML, not JSON; is the URL right?"),
        ("\n<html>", "text/plain", "answered with HTML, not JSON; is the URL right?"),
        ("{", "application/json", "answered with a body that is not JSON (1:2: "),
        ("{} {}", "application/json", "answered with a body that is not JSON (1:4: "),
        (String(repeating: "[", count: 100), "application/json", "answered with a body that is not JSON (1:65: "),
        (
            "\"" + String(repeating: "x", count: 1 << 20) + "\"", "application/json",
            "answered with more than 1048576 bytes; ask for less"
        ),
    ]

    @Test(arguments: bodies)
    func `A body that is not JSON is told`(body: String, type: String, expected: String) async throws {
        let outcome = try await outcome(.answer(body, headers: [("content-type", type)]))
        #expect(outcome.isMalformed)
        #expect(outcome.sentence.hasPrefix("h:8443 " + expected))
    }

    @Test func `A body of exactly the limit is read`() async throws {
        #expect(try await outcome(.answer(String(repeating: " ", count: (1 << 20) - 1) + "3")) == .value(3))
    }

    @Test func `JSON under a wrong type is read`() async throws {
        #expect(try await outcome(.answer("3", headers: [("content-type", "text/html")])) == .value(3))
    }

    static let transports: [(TransportFault.Code, Reading.Outcome)] = [
        (.unreachable, .unreachable("h:8443 cannot be reached: Why.")),
        (.malformed, .malformed("h:8443 gives no usable answer: Why.")),
        (.cancelled, .unreachable("h:8443 was not heard: the question was withdrawn")),
    ]

    @Test(arguments: transports)
    func `A failed transport has its class`(code: TransportFault.Code, expected: Reading.Outcome) async throws {
        #expect(
            try await outcome(.failure(TransportFault(code: code, isTransient: false, message: "Why."))) == expected
        )
    }

    @Test(arguments: [
        ("a\u{1B}[31m\nb", "a [31m b"), (String(repeating: "é", count: 300), String(repeating: "é", count: 200) + "…"),
    ])
    func `Somebody else's text is cut and made harmless`(text: String, expected: String) {
        #expect(AnswerReader.quoted(text) == expected)
    }
}
