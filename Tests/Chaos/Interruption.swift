import Glibc
import Synchronization

/// Ends the children when the program is interrupted.
enum Interruption {
    private static let estate = Mutex<Estate?>(nil)
    /// The signal that came; 0 for none.
    private static let signal = Atomic(Int32(0))

    /// Whether it was interrupted: nothing is started any more.
    static var isRaised: Bool { signal.load(ordering: .relaxed) != 0 }

    /// Whose processes are to end.
    static func noteEstate(_ running: Estate) { estate.withLock { $0 = running } }

    /// Listens for signals from now on. The runtime keeps a thread that blocks none of them, so they cannot be waited for.
    static func listen() {
        guard !isRaised else { return }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            _ = Glibc.signal(number) { Interruption.signal.store($0, ordering: .relaxed) }
        }
        Background.start {
            while !isRaised { Poll.pause(50) }
            Task {
                // Twice, for whoever was being started just then.
                for _ in 0..<2 {
                    await estate.withLock(\.self)?.end()
                    await WallClock.pause(500)
                }
                exit(128 + signal.load(ordering: .relaxed))
            }
        }
    }
}
