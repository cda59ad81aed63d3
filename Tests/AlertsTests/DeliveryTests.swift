import Testing

@testable import Alerts

@Suite struct DeliveryTests {
    @Test(arguments: [200, 201, 204, 299])
    func acceptedOnce(status: Int) {
        var delivery = Delivery()
        #expect(delivery.due(at: .zero) == .send)
        #expect(
            delivery.answered(status: status, text: "ok", retryAfter: nil, at: .seconds(3), jitter: 1) == .acknowledge
        )
        #expect(delivery.due(at: .milliseconds(3400)) == .wait(.milliseconds(600)))
        #expect(delivery.due(at: .seconds(4)) == .send)
    }

    @Test(arguments: [
        (400, "invalid_payload"), (401, ""), (403, "action_prohibited"), (404, "no_service"),
        (404, "channel_not_found"),
        (410, "channel_is_archived"), (413, "too_large"), (422, "x"),
    ])
    func whatWillNotHealIsParked(status: Int, text: String) {
        var delivery = Delivery()
        let outcome = delivery.answered(status: status, text: text, retryAfter: .seconds(9), at: .zero, jitter: 0)
        #expect(outcome == .park(reason: "answered \(status)" + (text.isEmpty ? "" : ": \(text)")))
        // The next message is another one: only the spacing holds it.
        #expect(delivery.due(at: .zero) == .wait(.seconds(1)))
        #expect(delivery.failures == 0)
    }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504, 599, 302, 199])
    func whatMayHealIsRetried(status: Int) {
        var delivery = Delivery()
        let outcome = delivery.answered(status: status, text: "", retryAfter: nil, at: .zero, jitter: 1)
        #expect(outcome == .retry(after: .seconds(1), reason: "answered \(status)"))
        #expect(delivery.failures == 1)
    }

    @Test func waitsDoubleToFiveMinutesAndBeginAgain() {
        var delivery = Delivery()
        var waits: [Duration] = []
        for _ in 0..<12 {
            guard case .retry(let wait, _) = delivery.unreachable("x", at: .zero, jitter: 1) else { return }
            waits.append(wait)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map { .seconds($0) })
        #expect(delivery.answered(status: 200, text: "", retryAfter: nil, at: .zero, jitter: 1) == .acknowledge)
        #expect(delivery.unreachable("x", at: .zero, jitter: 1) == .retry(after: .seconds(1), reason: "x"))
    }

    @Test(arguments: [(-5.0, 2000), (0.0, 2000), (0.5, 3000), (1.0, 4000), (7.0, 4000)])
    func jitterTakesUpToHalfOff(jitter: Double, milliseconds: Int) {
        var delivery = Delivery()
        _ = delivery.unreachable("x", at: .zero, jitter: 1)
        _ = delivery.unreachable("x", at: .zero, jitter: 1)
        #expect(
            delivery.unreachable("x", at: .zero, jitter: jitter)
                == .retry(after: .milliseconds(milliseconds), reason: "x")
        )
    }

    @Test(arguments: [
        (Duration.seconds(30), Duration.seconds(30)), (.zero, .seconds(1)), (.seconds(999_999_999), .seconds(3600)),
    ])
    func retryAfterIsObeyedWithinAnHour(asked: Duration, wait: Duration) {
        var delivery = Delivery()
        let outcome = delivery.answered(status: 429, text: "", retryAfter: asked, at: .seconds(5), jitter: 0)
        #expect(outcome == .retry(after: wait, reason: "answered 429"))
        #expect(delivery.due(at: .seconds(5)) == .wait(wait))
        #expect(delivery.due(at: .seconds(5) + wait) == .send)
    }

    @Test func failuresWithoutEndDoNotOverflow() {
        var delivery = Delivery()
        for _ in 0..<100_000 { _ = delivery.unreachable("x", at: .zero, jitter: 0.5) }
        #expect(delivery.unreachable("x", at: .zero, jitter: 1) == .retry(after: .seconds(300), reason: "x"))
    }

    @Test func answersAreQuotedShortAndOnOneLine() {
        var delivery = Delivery()
        let text = "no\nservice" + String(repeating: "x", count: 1000)
        let outcome = delivery.answered(status: 404, text: text, retryAfter: nil, at: .zero, jitter: 0)
        #expect(outcome == .park(reason: "answered 404: no service" + String(repeating: "x", count: 70)))
    }

    @Test(
        arguments: [
            ("30", Duration.seconds(30)), ("0", .zero), ("", nil), ("-1", nil), ("1.5", nil), ("9999999999", nil),
            ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
        ] as [(String, Duration?)]
    )
    func retryAfterInSeconds(text: String, duration: Duration?) {
        #expect(Duration(retryAfter: text) == duration)
    }
}
