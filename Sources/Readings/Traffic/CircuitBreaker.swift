/// Keeps a source that does not answer from being asked again and again.
///
/// After ``threshold`` failures in a row it opens for 1 s, twice as long after each further one up to 60 s, always
/// shortened by up to half at random; then one request is let through, and its result closes or opens it anew. A server
/// that asks for a pause opens it at once.
struct CircuitBreaker: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Leave to send one request, handed back with its result.
    struct Permit: Sendable, Equatable {
        /// Results from before the last change of state say nothing about the state after it.
        fileprivate let epoch: Int
    }

    /// What a request is told.
    enum Admission: Sendable, Equatable {
        case go(Permit)
        /// Not before the instant; `nil` while one request tries the source.
        case refused(until: Instant?)
    }

    private enum State {
        case closed(failures: Int)
        case open(until: Instant, step: Duration)
        case probing(step: Duration)
    }

    static let threshold = 5
    static let firstStep = Duration.seconds(1)
    static let longestStep = Duration.seconds(60)

    private var state = State.closed(failures: 0)
    private var epoch = 0

    /// Whether requests pass freely.
    var isClosed: Bool {
        switch state {
        case .closed: true
        case .open, .probing: false
        }
    }

    /// A request wants to be sent.
    mutating func admit(at now: Instant) -> Admission {
        switch state {
        case .closed:
            return .go(Permit(epoch: epoch))
        case .open(let until, let step):
            guard now >= until else { return .refused(until: until) }
            change(to: .probing(step: step))
            return .go(Permit(epoch: epoch))
        case .probing:
            return .refused(until: nil)
        }
    }

    /// A request was answered, however badly.
    mutating func succeeded(_ permit: Permit) {
        guard permit.epoch == epoch else { return }
        switch state {
        case .closed: state = .closed(failures: 0)
        case .probing: change(to: .closed(failures: 0))
        case .open: break
        }
    }

    /// A request was not answered, or the server failed.
    ///
    /// - Parameters:
    ///   - jitter: 0 to 1; the back-off lies between half its step and the whole.
    ///   - pause: how long the server asks to be left alone.
    mutating func failed(_ permit: Permit, at now: Instant, jitter: Double, pause: Duration?) {
        // The wish to be left alone holds, whichever request brought it.
        if let pause { return rest(until: now + pause) }
        guard permit.epoch == epoch else { return }
        switch state {
        case .closed(let failures) where failures + 1 < Self.threshold: state = .closed(failures: failures + 1)
        case .closed: open(at: now, step: Self.firstStep, jitter: jitter)
        case .probing(let step): open(at: now, step: min(step * 2, Self.longestStep), jitter: jitter)
        case .open: break
        }
    }

    /// A request was withdrawn before it had a result.
    mutating func abandoned(_ permit: Permit, at now: Instant) {
        guard permit.epoch == epoch else { return }
        switch state {
        case .probing(let step): change(to: .open(until: now, step: step))
        case .closed, .open: break
        }
    }

    private mutating func rest(until end: Instant) {
        switch state {
        case .closed: change(to: .open(until: end, step: Self.firstStep))
        case .probing(let step): change(to: .open(until: end, step: step))
        case .open(let until, let step): state = .open(until: max(until, end), step: step)
        }
    }

    private mutating func open(at now: Instant, step: Duration, jitter: Double) {
        change(to: .open(until: now + step / 2 + step / 2 * min(max(jitter, 0), 1), step: step))
    }

    private mutating func change(to next: State) {
        state = next
        epoch &+= 1
    }
}
