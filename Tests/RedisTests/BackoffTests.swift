import Testing

@testable import Redis

@Suite struct BackoffTests {
    @Test(arguments: [0, 0.3, 1])
    func doublesUpToTheMaximum(jitter: Double) {
        var backoff = Backoff(minimum: .milliseconds(50), maximum: .seconds(5))
        for step in [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000] {
            #expect(backoff.wait(jitter: jitter) == .milliseconds(step) * (1 + jitter) / 2)
        }
    }

    @Test func beginsAnewOnlyAfterWhatHeld() {
        var backoff = Backoff(minimum: .milliseconds(50), maximum: .seconds(5))
        for _ in 0..<4 { _ = backoff.wait(jitter: 0.5) }
        backoff.held(for: .milliseconds(700))
        #expect(backoff.wait(jitter: 0) == .milliseconds(400))
        backoff.held(for: .milliseconds(1700))
        #expect(backoff.wait(jitter: 1) == .milliseconds(50))
    }
}
