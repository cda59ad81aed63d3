import Testing

@testable import Redis

@Suite struct BackoffTests {
    @Test func doublesUpToTheMaximum() {
        var backoff = Backoff(minimum: .milliseconds(50), maximum: .seconds(5))
        var generator = SplitMix(state: 1)
        for step in [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000] {
            let wait = backoff.wait(using: &generator)
            #expect(wait >= .milliseconds(step) / 2 && wait <= .milliseconds(step))
        }
    }

    @Test func beginsAnewOnlyAfterWhatHeld() {
        var backoff = Backoff(minimum: .milliseconds(50), maximum: .seconds(5))
        var generator = SplitMix(state: 2)
        for _ in 0..<4 { _ = backoff.wait(using: &generator) }
        backoff.held(for: .milliseconds(700))
        #expect(backoff.wait(using: &generator) >= .milliseconds(400))
        backoff.held(for: .milliseconds(1700))
        #expect(backoff.wait(using: &generator) <= .milliseconds(50))
    }

    @Test func differsFromClientToClient() {
        var generator = SplitMix(state: 3)
        let waits = (0..<20).map { _ in
            var backoff = Backoff()
            return backoff.wait(using: &generator)
        }
        #expect(Set(waits).count > 15)
    }
}
