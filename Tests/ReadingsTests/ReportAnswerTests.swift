import Rollouts
import Testing

@testable import Readings

@Suite struct ReportAnswerTests {
    private func outcome(_ body: String, control: Bool = false, conversions: Bool = false) async throws
        -> Reading.Outcome
    {
        let asked = try question(wantsControl: control, wantsConversions: conversions)
        return try await sources(#"{"kind":"report","url":"http://h/r?q={flag}"}"#, StubTransport(.answer(body)))
            .read(asked, from: "a")
    }

    static let good: [(String, ArmCounts, ArmCounts?)] = [
        (#"{"exposures":10,"errors":1,"conversions":3}"#, .init(exposures: 10, errors: 1, conversions: 3), nil),
        (#"{"exposures":0,"errors":0,"conversions":0}"#, .init(), nil),
        (#"{"exposures":12.0,"errors":1e1,"more":[{}]}"#, .init(exposures: 12, errors: 10), nil),
        (#"{"exposures":1,"errors":2}"#, .init(exposures: 1, errors: 2), nil),
        (#"{"exposures":1,"errors":0,"conversions":null}"#, .init(exposures: 1), nil),
        (
            #"{"treatment":{"exposures":5,"errors":1},"control":{"exposures":50,"errors":2,"conversions":7}}"#,
            .init(exposures: 5, errors: 1), .init(exposures: 50, errors: 2, conversions: 7)
        ),
        (#"{"treatment":{"exposures":5,"errors":1},"control":null}"#, .init(exposures: 5, errors: 1), nil),
        (
            #"{"treatment":{"exposures":5,"errors":1},"control":{"exposures":null,"errors":null}}"#,
            .init(exposures: 5, errors: 1), nil
        ),
        (#"{"treatment":{"exposures":9223372036854775807,"errors":0}}"#, .init(exposures: .max), nil),
    ]

    @Test(arguments: good, [false, true])
    func `Counts are read`(answer: (String, ArmCounts, ArmCounts?), control: Bool) async throws {
        #expect(try await outcome(answer.0, control: control) == .counts(treatment: answer.1, control: answer.2))
    }

    static let bad: [(String, Reading.Outcome)] = [
        (#"{"exposures":null,"errors":0}"#, .noData("h has null at /exposures")),
        (#"{"treatment":null}"#, .noData("h has null at /treatment")),
        (#"{"treatment":{"exposures":1,"errors":null}}"#, .noData("h has null at /treatment/errors")),
        ("{}", .malformed("h answered a report without /exposures; is the URL right?")),
        (
            #"{"treatment":{"exposures":1}}"#,
            .malformed("h answered a report without /treatment/errors; is the URL right?")
        ),
        ("[]", .malformed("h answered a list; a report is an object with exposures and errors")),
        (#"{"treatment":3}"#, .malformed("h answered 3 at /treatment; an arm is an object with exposures and errors")),
        (
            #"{"exposures":-3,"errors":0}"#,
            .malformed("h answered -3 at /exposures; a count is a whole number, 0 or more")
        ),
        (
            #"{"exposures":1.5,"errors":0}"#,
            .malformed("h answered 1.5 at /exposures; a count is a whole number, 0 or more")
        ),
        (
            #"{"exposures":"7","errors":0}"#,
            .malformed(#"h answered the string "7" at /exposures; a count is a whole number, 0 or more"#)
        ),
        (
            #"{"exposures":true,"errors":0}"#,
            .malformed("h answered true at /exposures; a count is a whole number, 0 or more")
        ),
        (
            #"{"exposures":1e99,"errors":0}"#,
            .malformed("h answered 1e99 at /exposures; a count is a whole number, 0 or more")
        ),
        (
            #"{"exposures":1,"errors":0,"conversions":-1}"#,
            .malformed("h answered -1 at /conversions; a count is a whole number, 0 or more")
        ),
        (
            #"{"exposures":NaN,"errors":0}"#,
            .malformed("h answered with a body that is not JSON")
        ),
        (#"{"exposures":1,"exposures":2,"errors":0}"#, .malformed("h answered with a body that is not JSON")),
    ]

    @Test(arguments: bad)
    func `What is no report is told with its place`(body: String, expected: Reading.Outcome) async throws {
        let found = try await outcome(body)
        #expect(found.isUsable == false)
        #expect(
            found == expected
                || found.isMalformed && expected.isMalformed && found.sentence.hasPrefix(expected.sentence)
        )
    }

    @Test func `Conversions must be there only where they are judged`() async throws {
        #expect(
            try await outcome(#"{"exposures":1,"errors":0}"#, conversions: true)
                == .noData("h has nothing at /conversions")
        )
        #expect(
            try await outcome(#"{"exposures":4,"errors":0,"conversions":2}"#, conversions: true)
                == .counts(treatment: .init(exposures: 4, conversions: 2), control: nil)
        )
    }

    @Test func `A broken control disturbs only those who compare with it`() async throws {
        let body = #"{"treatment":{"exposures":5,"errors":1},"control":{"exposures":-1,"errors":0}}"#
        #expect(try await outcome(body) == .counts(treatment: .init(exposures: 5, errors: 1), control: nil))
        #expect(
            try await outcome(body, control: true)
                == .malformed("h answered -1 at /control/exposures; a count is a whole number, 0 or more")
        )
    }
}
