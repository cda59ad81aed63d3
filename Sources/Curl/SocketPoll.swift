import CCurl
import Glibc

/// What the transfer thread waits for: libcurl's sockets, libcurl's timer and wake-ups. Belongs to that thread.
///
/// By epoll, since the other way, `curl_multi_poll` and `curl_multi_perform`, looks at every transfer each time that one
/// of them moves.
final class SocketPoll {
    let waker: Waker
    private let epoll: Int32
    private let clock = ContinuousClock()
    private var ready = [ccurl_ready](repeating: ccurl_ready(), count: 64)
    private var timer: ContinuousClock.Instant?

    /// - Returns: nil when the process has too many descriptors.
    init?() {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { return nil }
        let descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else {
            close(epoll)
            return nil
        }
        self.epoll = epoll
        waker = Waker(descriptor: descriptor)
        watch(descriptor, for: CURL_POLL_IN)
    }

    deinit {
        close(waker.descriptor)
        close(epoll)
    }

    /// Waits for a socket, the timer, a wake-up, or the duration.
    ///
    /// - Returns: the sockets that can move.
    func wait(_ longest: Duration) -> [ccurl_ready] {
        var pause = longest
        if let timer { pause = min(pause, timer - clock.now) }
        // Rounded up: libcurl may not ask again for a timer that is reported too early.
        let milliseconds = pause <= .zero ? 0 : pause.wholeMilliseconds + 1
        let count = unsafe ccurl_epoll_wait(epoll, &ready, Int32(ready.count), Int32(clamping: milliseconds))
        return ready.prefix(max(0, Int(count))).filter { event in
            guard event.socket == waker.descriptor else { return true }
            waker.clear()
            return false
        }
    }

    /// Whether libcurl's timer is over; it is then forgotten.
    func takeDueTimer() -> Bool {
        guard let due = timer, due <= clock.now else { return false }
        timer = nil
        return true
    }

    /// libcurl's wish for one socket, one of `CURL_POLL_…`.
    func watch(_ socket: Int32, for what: Int32) { ccurl_epoll_watch(epoll, socket, what) }

    /// libcurl's wish for its one timer; negative milliseconds unset it.
    func setTimer(milliseconds: Int) {
        timer = milliseconds < 0 ? nil : clock.now + .milliseconds(milliseconds)
    }
}
