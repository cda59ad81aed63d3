import CoreMetrics
import Curl
import Logging
import Rollouts
import Testing
import Wire

@testable import Readings

@Suite struct SourceHeadersTests {
    static let source = #"{"kind":"report","url":"http://h/r","headers":{"Authorization":{"env":"TOKEN"},"X-A":"1"}}"#
    static let report = StubTransport.Answer.answer(#"{"exposures":1,"errors":0}"#)

    @Test func `Secrets are looked up anew at each request`() async throws {
        let vault = StubVault([.environment("TOKEN"): "Bearer one"])
        let stub = StubTransport(Self.report)
        let all = try sources(Self.source, stub, vault: vault)
        _ = await all.read(try question(), from: "a")
        vault.set("Bearer two", for: .environment("TOKEN"))
        _ = await all.read(try question(), from: "a")
        let sent = stub.requests.map { $0.headers.map { "\($0.name): \($0.value)" } }
        #expect(
            sent == [
                ["Authorization: Bearer one", "X-A: 1", "Accept: application/json"],
                ["Authorization: Bearer two", "X-A: 1", "Accept: application/json"],
            ]
        )
    }

    static let missing: [(SecretReference, String, String)] = [
        (.environment("TOKEN"), #"{"env":"TOKEN"}"#, "the environment variable TOKEN is not set; set it"),
        (.file("/run/token"), #"{"file":"/run/token"}"#, "the file /run/token cannot be read; put the secret there"),
    ]

    @Test(arguments: missing)
    func `A missing secret is told, logged once, and nothing is sent`(
        reference: SecretReference,
        json: String,
        remedy: String
    ) async throws {
        let log = LogRecorder()
        let vault = StubVault()
        let stub = StubTransport(Self.report)
        let source = #"{"kind":"report","url":"http://h","headers":{"Authorization":\#(json)}}"#
        let all = try sources(source, stub, vault: vault, logger: Logger(label: "test") { _ in log })
        for _ in 0..<2 {
            #expect(
                await all.read(try question(), from: "a")
                    == .malformed("h is not asked: for its header Authorization \(remedy)")
            )
        }
        #expect(stub.requests.isEmpty)
        #expect(
            log.lines == ["error a metric source is not asked: for its header Authorization \(remedy) source=a"]
        )
        vault.set("x", for: reference)
        #expect(await all.read(try question(), from: "a").isUsable)
        vault.set(nil, for: reference)
        _ = await all.read(try question(), from: "a")
        #expect(log.lines.count == 2, "after it was there its absence is news again")
    }

    @Test func `Requests are counted and timed`() async throws {
        let metrics = MetricsRecorder()
        let clock = StubClock()
        let answers: [StubTransport.Answer] = [
            Self.report, .answer("<html>"), .answer("", status: 500),
            .answer("", status: 429, headers: [("retry-after", "9")]),
        ]
        let stub = StubTransport { _, before in
            clock.advance(by: .milliseconds(500))
            return answers[before]
        }
        let all = try sources(#"{"kind":"report","url":"http://h"}"#, stub, clock: clock.source, metrics: metrics)
        for _ in 0..<5 { _ = await all.read(try question(), from: "a") }
        let requests = { (outcome: String) in "rampart_source_requests_total{source=a,outcome=\(outcome)}" }
        #expect(
            metrics.values == [
                requests("answered"): [1], requests("malformed"): [1], requests("unreachable"): [1, 1],
                requests("unsent"): [1], "rampart_source_request_seconds{source=a}": [0.5, 0.5, 0.5, 0.5],
            ]
        )
    }

    @Test func `A Prometheus server's warnings are logged at debug`() async throws {
        let log = LogRecorder()
        let logger = Logger(label: "test") { _ in log }
        let body = #"{"status":"success","warnings":["x is odd"],"data":{"resultType":"scalar","result":[1,"2"]}}"#
        let outcome = try await sources(
            #"{"kind":"prometheus","url":"http://h"}"#,
            StubTransport(.answer(body)),
            logger: logger
        )
        .read(question(.value(Template("q"))), from: "a")
        #expect(outcome == .value(2))
        #expect(
            log.lines == ["debug the metric source warns of a query flag=new_cart source=a warnings=[\"x is odd\"]"]
        )
    }
}
