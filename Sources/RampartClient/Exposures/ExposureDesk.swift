import FlagStore
import Flags
import Rollouts
import Synchronization

/// Makes exposures of evaluations, and hands them on.
final class ExposureDesk: Sendable {
    private let hook: (@Sendable (Exposure) -> Void)?
    private let queue: ExposureQueue?
    private let now = FollowerClock.system.now
    /// Before the number of each event: no other client's, and no earlier one's on the same machine.
    private let run = String(UInt64.random(in: 0 ... .max), radix: 36)
    private let count = Atomic<UInt64>(0)

    init(hook: (@Sendable (Exposure) -> Void)?, queue: ExposureQueue?) {
        self.hook = hook
        self.queue = queue
    }

    /// Notes an exposure, where there is something to count.
    func note(_ evaluation: Evaluation, userId: String?) {
        guard hook != nil || queue != nil, let userId, let arm = evaluation.arm else { return }
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let exposure = Exposure(
            eventId: "\(run)-\(String(number, radix: 36))",
            flagKey: evaluation.key,
            userId: userId,
            variant: evaluation.variant,
            arm: arm == .treatment ? .treatment : .control,
            entry: evaluation.entry,
            timestamp: now().rfc3339
        )
        hook?(exposure)
        queue?.add(exposure)
    }
}
