import NIOCore

/// Beats on a connection's event loop until it is stopped.
final class Heart {
    private let interval: TimeAmount
    /// Tells the beats of this start from those of one before.
    private var start = 0

    init(every interval: Duration) { self.interval = TimeAmount(interval) }

    /// Does `beat` every interval from now on, the first time after one.
    func start(on eventLoop: any EventLoop, _ beat: @escaping () -> Void) {
        start += 1
        wait(on: eventLoop, start, beat)
    }

    /// Beats no more.
    ///
    /// The beat that is waited for comes to nothing. Calling it off would mean a search among those of all connections, and
    /// when thousands close at once the event loop would do nothing else.
    func stop() { start += 1 }

    private func wait(on eventLoop: any EventLoop, _ number: Int, _ beat: @escaping () -> Void) {
        eventLoop.assumeIsolated().scheduleTask(in: interval) { [self] in
            guard number == start else { return }
            wait(on: eventLoop, number, beat)
            beat()
        }
    }
}

@available(*, unavailable)
extension Heart: Sendable {}
