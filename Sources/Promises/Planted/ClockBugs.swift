import Control
import Rollouts

/// A clock that is wrong in one way.
struct CarelessClock: Timepiece {
    /// The way.
    enum Way: Sendable {
        /// It follows the wall clock's steps.
        case followsTheWall
        /// It says nothing of them.
        case hidesSteps
        /// It runs at half the speed.
        case crawls
    }

    let base: any Timepiece
    let way: Way
    let start: Moment

    init(_ base: any Timepiece, _ way: Way) {
        self.base = base
        self.way = way
        start = base.now
    }

    var now: Moment {
        switch way {
        case .followsTheWall: base.now + base.drift
        case .hidesSteps: base.now
        case .crawls: start + (base.now - start) / 2
        }
    }

    var drift: Duration {
        switch way {
        case .followsTheWall, .hidesSteps: .zero
        case .crawls: base.drift
        }
    }

    func raise(to least: Moment) { base.raise(to: least) }
    func sleep(for duration: Duration) async throws { try await base.sleep(for: duration) }
}
