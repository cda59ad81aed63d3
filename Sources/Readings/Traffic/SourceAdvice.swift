/// What a schedule must know of a source to choose how often to ask it.
package struct SourceAdvice: Sendable, Equatable {
    /// Whether it may be asked sooner than a plan's interval.
    package var isAdaptive: Bool
    /// The shortest time between two readings of a guard.
    package var minInterval: Duration
    /// How long its last answer took; `nil` before the first.
    package var latency: Duration?
    /// Whether it asks for fewer requests, or does not answer: its last request got a 429, or it rests.
    package var isThrottled: Bool
}
