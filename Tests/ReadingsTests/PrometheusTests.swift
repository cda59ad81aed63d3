import Curl
import Glibc
import Testing
import Wire

@testable import Readings
@testable import Rollouts

/// The `prometheus` kind against the real server.
@Suite(.timeLimit(.minutes(10))) struct PrometheusTests {
    static let exposition = """
        # TYPE outcomes_total counter
        outcomes_total{flag="new_cart",arm="treatment",result="ok"} 90
        outcomes_total{flag="new_cart",arm="treatment",result="failed"} 10
        outcomes_total{flag="new_cart",arm="control",result="ok"} 900
        # TYPE latency_ms gauge
        latency_ms{flag="new_cart"} 123.5

        """

    private static let total = #"sum(outcomes_total{flag="{flag}",arm="treatment"})"#

    private static let treatment = Metric.CountQueries(
        errors: Template(#"sum(outcomes_total{flag="{flag}",arm="treatment",result="failed"})"#),
        total: Template(total),
        controlErrors: Template(#"sum(outcomes_total{flag="{flag}",arm="control",result="failed"})"#),
        controlTotal: Template(#"sum(outcomes_total{flag="{flag}",arm="control"})"#)
    )

    private static let both = Reading.Outcome.counts(
        treatment: .init(exposures: 100, errors: 10),
        control: .init(exposures: 900)
    )

    @Test(arguments: ["GET", "POST"])
    func `Counts, values and faults of a real server are read`(method: String) async throws {
        let shop = try LocalServer {
            $0.answer(Self.exposition, headers: "Content-Type: text/plain; version=0.0.4\r\n")
        }
        let server = try PrometheusServer(scraping: "127.0.0.1:\(shop.port)")
        defer { server.stop() }
        let host = "127.0.0.1:\(server.port)"
        let json = #"{"kind":"prometheus","url":"http://\#(host)","method":"\#(method)"}"#
        let all = try sources(json, CurlClient())
        func read(_ asked: Metric.Question, flag: String = "new_cart") async throws -> Reading.Outcome {
            var asked = try question(asked, flag: flag, wantsControl: true)
            asked.until = Self.now
            return await all.read(asked, from: "a")
        }
        func value(_ query: String, flag: String = "new_cart") async throws -> Reading.Outcome {
            try await read(.value(Template(query)), flag: flag)
        }
        while try await !value(Self.total).isUsable { try await Task.sleep(for: .milliseconds(50)) }

        #expect(try await read(.counts(Self.treatment)) == Self.both)
        #expect(try await value(#"latency_ms{flag="{flag}"}"#) == .value(123.5))
        #expect(try await value("scalar(vector({percentage}))") == .value(12.5))
        #expect(
            try await value(#"latency_ms{flag="{flag}"}"#, flag: "old_cart")
                == .noData("\(host) has no series for the query")
        )
        #expect(
            try await value("vector(0) / 0")
                == .noData("\(host) answered NaN for the query, as 0/0 gives without traffic")
        )
        #expect(try await value("vector(1) / 0").sentence.hasPrefix("\(host) answered +Inf for the query"))
        #expect(
            try await value("outcomes_total").sentence.hasPrefix(
                "\(host) answered 3 series ({__name__=\"outcomes_total\""
            )
        )
        #expect(try await value("latency_ms[1m]").sentence.contains("use an instant query"))
        let refused = try await value("sum(")
        #expect(refused.isMalformed)
        #expect(refused.sentence.contains("parse error"))
        // Were the text not escaped, each of these would be another query, with a result or a syntax error.
        for hostile in ["x\"} or vector(1) #", "x' or vector(1) #", "x\\", "x\n\"", "x`\u{0}ü"] {
            for quoted in [#"latency_ms{flag="{flag}"}"#, "latency_ms{flag='{flag}'}", "latency_ms{flag=`{flag}`}"] {
                #expect(try await value(quoted, flag: hostile) == .noData("\(host) has no series for the query"))
            }
        }
    }

    private static var now: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
