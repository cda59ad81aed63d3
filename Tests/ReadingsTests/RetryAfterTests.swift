import Testing

@testable import Readings

@Suite struct RetryAfterTests {
    static let now = "Sun, 06 Nov 1994 08:49:37 GMT"

    static let cases: [(Int, String?, Duration?)] = [
        (429, "5", .seconds(5)), (503, "5", .seconds(5)), (500, "5", nil), (200, "5", nil), (429, nil, nil),
        (429, "", nil),
        (429, "0", nil), (429, "-5", nil), (429, "1.5", nil), (429, "soon", nil),
        (429, "999999999999999999999999", .seconds(3600)),
        (429, "Sun, 06 Nov 1994 08:50:07 GMT", .seconds(30)), (429, "Sun, 06 Nov 1994 08:49:07 GMT", nil),
        (429, "Mon, 06 Nov 2094 08:49:07 GMT", .seconds(3600)), (429, "Sun, 06 Foo 1994 08:50:07 GMT", nil),
        (429, "Sunday, 06-Nov-94 08:50:07 GMT", nil),
    ]

    @Test(arguments: cases)
    func `Seconds and dates are understood and bounded`(status: Int, value: String?, expected: Duration?) {
        var headers = [(name: "date", value: Self.now)]
        if let value { headers.append(("retry-after", value)) }
        #expect(RetryAfter.delay(of: TransportAnswer(status: status, headers: headers, body: [])) == expected)
    }

    @Test func `A date needs the answer's own date`() {
        let headers = [(name: "retry-after", value: Self.now)]
        #expect(RetryAfter.delay(of: TransportAnswer(status: 429, headers: headers, body: [])) == nil)
    }
}
