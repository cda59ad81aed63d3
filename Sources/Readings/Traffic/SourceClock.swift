/// Time and chance, as a source's traffic needs them.
struct SourceClock: Sendable {
    typealias Instant = ContinuousClock.Instant

    var now: @Sendable () -> Instant = { ContinuousClock.now }
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// A number from 0 to 1.
    var chance: @Sendable () -> Double = { Double.random(in: 0...1) }
}
