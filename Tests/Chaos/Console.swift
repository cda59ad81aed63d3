import Glibc
import Synchronization

/// What the program says to who runs it, at once.
enum Console {
    /// Where words go; with JSON on standard output they make way for it.
    private static let words = Atomic(STDOUT_FILENO)

    /// Leaves standard output to ``result(_:)``.
    static func makeWay() { words.store(STDERR_FILENO, ordering: .relaxed) }

    static func say(_ text: String) {
        _ = Descriptor.write(Array((text + "\n").utf8), to: words.load(ordering: .relaxed))
    }

    static func result(_ text: String) { _ = Descriptor.write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    static func complain(_ text: String) { _ = Descriptor.write(Array((text + "\n").utf8), to: STDERR_FILENO) }
}
