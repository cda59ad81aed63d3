import Glibc
import Promises
import Synchronization

/// What a campaign shows: results on standard output; how far it is on standard error, in place on a terminal, else as a line
/// every ten seconds.
final class Screen: Sendable {
    private let total: Int
    private let start = ContinuousClock.now
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let shown = Mutex(ContinuousClock.now)
    private let told = Mutex(0)

    /// The screen of a campaign of `total` seeds.
    init(total: Int) { self.total = total }

    /// Prints lines.
    static func show(_ lines: [String]) {
        for line in lines { print(line) }
        fflush(nil)
    }

    /// Shows broken promises at once, and how far it is now and then.
    func tell(_ progress: Campaign.Progress) {
        told.withLock { told in
            guard progress.broken.count > told else { return }
            if isTerminal { write("\r\u{1B}[K") }
            Self.show(progress.broken[told...].map(\.summary))
            told = progress.broken.count
        }
        let now = ContinuousClock.now
        let pause: Duration = isTerminal ? .milliseconds(300) : .seconds(10)
        let isDue = shown.withLock { shown in
            guard now - shown > pause else { return false }
            shown = now
            return true
        }
        if isDue { write(isTerminal ? "\r\u{1B}[K" + line(progress) : line(progress) + "\n") }
    }

    /// Shows the end.
    func close(_ progress: Campaign.Progress) {
        if isTerminal { write("\r\u{1B}[K") }
        Self.show([line(progress)])
    }

    private func line(_ progress: Campaign.Progress) -> String {
        let spent = max(0.001, (ContinuousClock.now - start) / .seconds(1))
        let rate = (Double(progress.runs) / spent * 10).rounded() / 10
        let hours = Int((progress.virtual / .seconds(3600)).rounded())
        let broken = progress.broken.count
        return "\(progress.runs) of \(total) seeds, \(rate) a second, \(hours) virtual hours, "
            + (broken == 0 ? "every promise kept" : "\(broken) \(broken == 1 ? "run" : "runs") with a broken promise")
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
