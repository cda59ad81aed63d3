package import CoreMetrics
package import FlagStore
package import Flags
import HTTPTypes
import NIOCore
package import Rollouts
import Synchronization
import Wire

/// Evaluates flags for the routes, and counts what it evaluates.
package final class FlagEvaluator: Sendable {
    private let snapshot: @Sendable () -> Snapshot?
    private let usage: UsageTally
    private let now: @Sendable () -> Moment
    private let metrics: any MetricsFactory
    private let latest = Mutex<FlagSheet?>(nil)

    /// An evaluator of whatever `snapshot` gives at the time.
    ///
    /// - Parameters:
    ///   - usage: counts how often each flag is evaluated.
    ///   - now: the time by the wall, for that.
    ///   - metrics: where evaluations are counted.
    package init(
        snapshot: @escaping @Sendable () -> Snapshot?,
        usage: UsageTally,
        now: @escaping @Sendable () -> Moment,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.snapshot = snapshot
        self.usage = usage
        self.now = now
        self.metrics = metrics
    }

    /// The flags as they are now.
    ///
    /// - Throws: 503 while there are none yet.
    func sheet() throws(APIFault) -> FlagSheet {
        guard let snapshot = snapshot() else {
            throw APIFault(
                .serviceUnavailable,
                "flags_not_loaded",
                "the flags are not read from Redis yet; ask again in a second",
                headers: [.retryAfter: "1"]
            )
        }
        // Whoever comes while a new sheet is written waits for it rather than writing one as well.
        return latest.withLock { latest in
            if let latest, latest.snapshot === snapshot { return latest }
            let new = FlagSheet(snapshot, after: latest) { FlagCounts($0, usage: usage, metrics: metrics) }
            latest = new
            return new
        }
    }

    /// Evaluates the flag called `key` as `bearer` may see it; `nil` where there is none for them.
    func evaluate(_ key: String, _ context: Context, for bearer: Bearer) throws(APIFault) -> (RenderedFlag, Evaluation)? {
        let sheet = try sheet()
        guard let flag = sheet.flag(key), bearer.sees(flag.flag) else { return nil }
        return (flag, sheet.snapshot.evaluate(key, context))
    }

    /// Counts an evaluation that is served.
    func count(_ evaluation: Evaluation, of flag: RenderedFlag) { flag.counts.count(evaluation, at: now()) }

    /// Evaluates all flags of `sheet` that `bearer` may see, and counts them: between `head` and `tail` each as `write`
    /// writes it, with commas.
    func list(
        _ sheet: FlagSheet,
        _ context: Context,
        for bearer: Bearer,
        head: StaticString,
        tail: String,
        write: (RenderedFlag, Evaluation, inout ByteBuffer) -> Void
    ) -> ByteBuffer {
        let flags = bearer.seesAllFlags ? sheet.flags : sheet.clientSide
        let evaluations = sheet.snapshot.evaluateAll(context, clientSideOnly: !bearer.seesAllFlags)
        let moment = now()
        var buffer = ByteBuffer()
        buffer.reserveCapacity(flags.reduce(tail.utf8.count + 64) { $0 + $1.length })
        buffer.writeStaticString(head)
        for (position, evaluation) in evaluations.enumerated() {
            if position > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            write(flags[position], evaluation, &buffer)
            flags[position].counts.count(evaluation, at: moment)
        }
        buffer.writeString(tail)
        return buffer
    }
}

extension Bearer {
    /// Whether flags that are not for browsers are evaluated for them, too.
    var seesAllFlags: Bool { role != .browser }

    /// Whether `flag` is evaluated for them.
    func sees(_ flag: Flag) -> Bool { seesAllFlags || flag.clientSide }
}
