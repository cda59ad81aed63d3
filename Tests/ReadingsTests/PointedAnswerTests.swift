import Rollouts
import Testing

@testable import Readings

@Suite struct PointedAnswerTests {
    private func outcome(_ body: String, _ pointers: String, control: Bool = false) async throws -> Reading.Outcome {
        let asked = try question(wantsControl: control)
        return try await sources(#"{"kind":"json","url":"http://h",\#(pointers)}"#, StubTransport(.answer(body)))
            .read(asked, from: "a")
    }

    static let totals = #""total":"/all","error":"/failed/0""#
    static let successes = #""success":"/ok","error":"/bad""#
    static let value = #""value":"/v~1x""#

    static let cases: [(String, String, Reading.Outcome)] = [
        (totals, #"{"all":9,"failed":[2]}"#, .counts(treatment: .init(exposures: 9, errors: 2), control: nil)),
        (totals, #"{"all":9,"failed":[]}"#, .noData("h has nothing at /failed/0")),
        (totals, #"{"all":null,"failed":[2]}"#, .noData("h has null at /all")),
        (totals, "[]", .noData("h has nothing at /failed/0")),
        (
            totals, #"{"all":-9,"failed":[2]}"#,
            .malformed("h answered -9 at /all; a count is a whole number, 0 or more")
        ),
        (
            totals, #"{"all":9,"failed":[{}]}"#,
            .malformed("h answered an object at /failed/0; a count is a whole number, 0 or more")
        ),
        (successes, #"{"ok":7,"bad":3}"#, .counts(treatment: .init(exposures: 10, errors: 3), control: nil)),
        (
            successes, #"{"ok":9223372036854775807,"bad":1}"#,
            .malformed("h answered counts at /ok and /bad whose sum is too large to be one")
        ),
        (value, #"{"v/x":-1.25}"#, .value(-1.25)),
        (value, #"{"v/x":null}"#, .noData("h has null at /v~1x")),
        (value, "{}", .noData("h has nothing at /v~1x")),
        (value, #"{"v/x":"NaN"}"#, .noData("h answered NaN at /v~1x")),
        (value, #"{"v/x":"12"}"#, .malformed(#"h answered the string "12" at /v~1x; a value is a finite number"#)),
        (value, #"{"v/x":1e999}"#, .malformed("h answered 1e999 at /v~1x; a value is a finite number")),
        (#""value":"""#, "4", .value(4)),
        (#""value":"""#, "null", .noData("h has null at the root")),
    ]

    @Test(arguments: cases)
    func `Figures are read where the pointers lead`(pointers: String, body: String, expected: Reading.Outcome)
        async throws
    {
        #expect(try await outcome(body, pointers) == expected)
    }

    static let control = #""total":"/t/n","error":"/t/e","controlSuccess":"/c/ok","controlError":"/c/e""#

    static let controls: [(String, Bool, Reading.Outcome)] = [
        (
            #"{"t":{"n":4,"e":1},"c":{"ok":30,"e":5}}"#, true,
            .counts(treatment: .init(exposures: 4, errors: 1), control: .init(exposures: 35, errors: 5))
        ),
        (#"{"t":{"n":4,"e":1},"c":null}"#, true, .counts(treatment: .init(exposures: 4, errors: 1), control: nil)),
        (
            #"{"t":{"n":4,"e":1},"c":{"ok":"x","e":5}}"#, true,
            .malformed(#"h answered the string "x" at /c/ok; a count is a whole number, 0 or more"#)
        ),
        (
            #"{"t":{"n":4,"e":1},"c":{"ok":"x","e":5}}"#, false,
            .counts(treatment: .init(exposures: 4, errors: 1), control: nil)
        ),
    ]

    @Test(arguments: controls)
    func `Control is read where it is there`(body: String, wanted: Bool, expected: Reading.Outcome) async throws {
        #expect(try await outcome(body, Self.control, control: wanted) == expected)
    }

    @Test func `Conversions are not to be had here`() async throws {
        let stub = StubTransport(.answer("{}"))
        let outcome = try await sources(#"{"kind":"json","url":"http://h",\#(Self.totals)}"#, stub)
            .read(question(wantsConversions: true), from: "a")
        #expect(outcome == .malformed("h counts no conversions; name a source of kind report for them"))
        #expect(stub.requests.isEmpty)
    }
}
