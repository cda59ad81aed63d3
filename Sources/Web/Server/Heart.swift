import NIOCore

/// Beats on a connection's event loop until it is stopped.
final class Heart {
    private let interval: TimeAmount
    private var next: Scheduled<Void>?

    init(every interval: Duration) { self.interval = TimeAmount(interval) }

    /// Does `beat` every interval from now on, the first time after one.
    func start(on eventLoop: any EventLoop, _ beat: @escaping () -> Void) {
        stop()
        next = eventLoop.assumeIsolated().scheduleTask(in: interval) { [self] in
            start(on: eventLoop, beat)
            beat()
        }
    }

    /// Beats no more.
    func stop() {
        next?.cancel()
        next = nil
    }
}

@available(*, unavailable)
extension Heart: Sendable {}
