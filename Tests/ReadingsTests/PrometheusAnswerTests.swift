import Curl
import Testing

@testable import Readings
@testable import Rollouts

@Suite struct PrometheusAnswerTests {
    static let source = #"{"kind":"prometheus","url":"http://h"}"#

    static func vector(_ samples: String...) -> String {
        let series = samples.enumerated().map { #"{"metric":{"__name__":"x","job":"j\#($0)"},"value":[1.5,"\#($1)"]}"# }
        return #"{"status":"success","data":{"resultType":"vector","result":[\#(series.joined(separator: ","))]}}"#
    }

    static let values: [(String, Reading.Outcome)] = [
        (vector("1.5"), .value(1.5)), (vector("1e+06"), .value(1e6)), (vector("-3"), .value(-3)),
        (#"{"status":"success","data":{"resultType":"scalar","result":[1,"7"]}}"#, .value(7)),
        (vector(), .noData("h has no series for the query")),
        (vector("NaN"), .noData("h answered NaN for the query, as 0/0 gives without traffic")),
        (
            vector("+Inf"),
            .malformed("h answered +Inf for the query, such as a division by zero gives; make the query finite")
        ),
        (
            vector("-Inf"),
            .malformed("h answered -Inf for the query, such as a division by zero gives; make the query finite")
        ),
        (
            vector("1", "2"),
            .malformed(
                #"h answered 2 series ({__name__="x",job="j0"}, {__name__="x",job="j1"}); make them one, such as by sum(…)"#
            )
        ),
        (
            vector("1", "2", "3", "4"),
            .malformed(
                #"h answered 4 series ({__name__="x",job="j0"}, {__name__="x",job="j1"}, {__name__="x",job="j2"}, …); "#
                    + "make them one, such as by sum(…)"
            )
        ),
        (vector("abc"), .malformed(#"h answered the string "abc" for a sample; is it a Prometheus server?"#)),
        (
            #"{"status":"success","data":{"resultType":"scalar","result":[1,7]}}"#,
            .malformed("h answered 7 for a sample; is it a Prometheus server?")
        ),
        (
            #"{"status":"success","data":{"resultType":"scalar","result":[]}}"#,
            .malformed("h answered nothing for a sample; is it a Prometheus server?")
        ),
        (
            #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#,
            .malformed("h answered a range of samples; use an instant query, such as last_over_time(…)")
        ),
        (
            #"{"status":"success","data":{"resultType":"string","result":[1,"x"]}}"#,
            .malformed("h answered a string result; use a query that gives one number")
        ),
        (
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}"#,
            .malformed("h answered a histogram; take one number of it, such as by histogram_quantile(…)")
        ),
        (
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}"#,
            .malformed("h answered a series without a value; is it a Prometheus server?")
        ),
        (
            #"{"status":"error","errorType":"execution","error":"too\nmany"}"#,
            .malformed("h refuses the query: too many")
        ),
        (#"{"status":"success"}"#, .malformed("h answered without /data/result; is it a Prometheus server?")),
        (#"{"exposures":1,"errors":0}"#, .malformed("h answered without a status; is it a Prometheus server?")),
    ]

    @Test(arguments: values)
    func `A value is one sample`(body: String, expected: Reading.Outcome) async throws {
        let outcome = try await sources(Self.source, StubTransport(.answer(body)))
            .read(question(.value(Template("q"))), from: "a")
        #expect(outcome == expected)
    }

    @Test func `A refused query is told in the server's words`() async throws {
        let body = #"{"status":"error","errorType":"bad_data","error":"1:5: parse error"}"#
        let outcome = try await sources(Self.source, StubTransport(.answer(body, status: 400)))
            .read(question(.value(Template("q"))), from: "a")
        #expect(
            outcome
                == .malformed(
                    "h refuses the request (400); mend the source's URL or the plan's metric: 1:5: parse error"
                )
        )
    }

    struct Counts: Sendable {
        var errors = PrometheusAnswerTests.vector("1")
        var total = PrometheusAnswerTests.vector("10")
        var controlErrors = PrometheusAnswerTests.vector("2")
        var controlTotal = PrometheusAnswerTests.vector("90")
    }

    static let both = Reading.Outcome.counts(
        treatment: .init(exposures: 10, errors: 1),
        control: .init(exposures: 90, errors: 2)
    )
    static let alone = Reading.Outcome.counts(treatment: .init(exposures: 10, errors: 1), control: nil)

    static let counts: [(Counts, Reading.Outcome)] = [
        (Counts(), both),
        (Counts(errors: vector("0.6"), total: vector("10.49")), both),
        (
            Counts(errors: vector()),
            .counts(treatment: .init(exposures: 10), control: .init(exposures: 90, errors: 2))
        ),
        (
            Counts(controlErrors: vector()),
            .counts(treatment: .init(exposures: 10, errors: 1), control: .init(exposures: 90))
        ),
        (Counts(controlTotal: vector()), alone), (Counts(controlTotal: vector("NaN")), alone),
        (Counts(errors: vector(), total: vector()), .noData("h has no series for the total query")),
        (Counts(total: vector()), .noData("h has no series for the total query")),
        (Counts(total: vector("NaN")), .noData("h answered NaN for the total query, as 0/0 gives without traffic")),
        (
            Counts(errors: vector("-1")),
            .malformed("h answered -1.0 for the errors query; a count is 0 or more and fits 64 bits")
        ),
        (
            Counts(total: vector("1e19")),
            .malformed("h answered 1e+19 for the total query; a count is 0 or more and fits 64 bits")
        ),
        (
            Counts(controlErrors: vector("-2")),
            .malformed("h answered -2.0 for the control errors query; a count is 0 or more and fits 64 bits")
        ),
    ]

    private func metric() -> Metric.Question {
        .counts(
            Metric.CountQueries(
                errors: Template("E1"),
                total: Template("T1"),
                controlErrors: Template("E2"),
                controlTotal: Template("T2")
            )
        )
    }

    @Test(arguments: counts)
    func `Counts are the samples of two queries an arm`(answers: Counts, expected: Reading.Outcome) async throws {
        let stub = StubTransport { request, _ in
            let body = String(decoding: request.body ?? [], as: UTF8.self)
            return .answer(
                body.contains("=E1&")
                    ? answers.errors
                    : body.contains("=T1&")
                        ? answers.total
                        : body.contains("=E2&") ? answers.controlErrors : answers.controlTotal
            )
        }
        let outcome = try await sources(Self.source, stub).read(question(metric(), wantsControl: true), from: "a")
        #expect(outcome == expected)
        // What settles the matter at once calls off the questions that are not asked yet.
        if case .counts = expected { #expect(stub.requests.count == 4) } else { #expect(stub.requests.count <= 4) }
    }

    @Test func `Control is asked for only where it is compared with`() async throws {
        let stub = StubTransport(.answer(Self.vector("3")))
        let outcome = try await sources(Self.source, stub).read(question(metric()), from: "a")
        #expect(outcome == .counts(treatment: .init(exposures: 3, errors: 3), control: nil))
        #expect(stub.requests.count == 2)
    }

    @Test func `A metric without queries is told`() async throws {
        let outcome = try await sources(Self.source, StubTransport(.refused)).read(question(), from: "a")
        #expect(outcome == .malformed("h answers queries only; give query, or errors and total, in the plan's metric"))
    }
}
