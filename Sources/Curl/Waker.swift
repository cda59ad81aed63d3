import CCurl
import Glibc

/// Ends another thread's wait: an event descriptor, of which the ``SocketPoll`` is the owner.
struct Waker: Sendable {
    let descriptor: Int32

    func wake() { _ = eventfd_write(descriptor, 1) }

    /// Makes room for the next wake-up.
    func clear() {
        var count: eventfd_t = 0
        unsafe _ = eventfd_read(descriptor, &count)
    }
}
