package import Readings
package import Rollouts

/// Something that happened in a simulated world, as the promises are told of it.
package enum Happening: Sendable {
    /// The primary's log has a new entry.
    case logged(LogRecord)
    /// A controller's process has written to the primary, while the lease was `leader`'s.
    case wrote(Writing)
    /// The primary went back to what it held before, or to nothing: the ids that its log has left, oldest first, and what stands
    /// there of every flag.
    case forgot(log: [String], sights: [String: Sight])
    /// A controller was given an answer of a metric source.
    case given(GivenReading)
    /// Evaluators were told of a flag.
    case published(FlagMessage)
    /// An operator's order came to something.
    case ordered(OrderRecord)
    /// A channel has taken a message.
    case delivered(DeliveredAlert)
    /// A process began a life.
    case began(process: Int, life: Int)
    /// A process ended its life.
    case ended(process: Int, life: Int)
    /// A trouble of the run began.
    case trouble(TimedTrouble)
    /// A process said so.
    case said(process: Int, line: String)
    /// Troubles are over.
    case healed
    /// A secret was seen where it does not belong.
    case leaked(String)
    /// The run is over; what stands there of every flag, in the plans' order.
    case closed(sights: [(key: String, value: Sight)])
}

/// A write of a controller's process.
package struct Writing: Sendable {
    /// The process.
    package var process: Int
    /// Its name as a holder of leases.
    package var holder: String
    /// The lease's text at that instant; `nil` while nobody had it.
    package var leader: String?
    /// What it wrote to: the first key.
    package var key: String
    /// Whether it wrote again what Redis had forgotten, or told that it had, which needs no lease.
    package var isReminder: Bool
}

/// An answer of a metric source.
package struct GivenReading: Sendable {
    /// Who was given it.
    package var process: Int
    /// What was asked.
    package var question: MetricQuestion
    /// When it was asked, by the true time.
    package var asked: Moment
    /// What was answered.
    package var outcome: Reading.Outcome
}

/// An order of an operator.
package struct OrderRecord: Sendable {
    /// What came of it.
    package enum Result: Sendable, Equatable {
        /// It was taken; the log's entry, `nil` where nothing had to be changed.
        case taken(String?)
        /// It does not fit, and changed nothing.
        case refused(String)
        /// Redis did not say.
        case unknown(String)
    }

    /// The flag.
    package var flag: String
    /// The order.
    package var order: Order
    /// Whether it was forced.
    package var force: Bool
    /// What came of it.
    package var result: Result
}

/// A message that a channel has taken.
package struct DeliveredAlert: Sendable {
    /// The channel.
    package var channel: String
    /// The log's id.
    package var id: String
    /// Who sent it.
    package var process: Int
    /// Whether the sender was told so.
    package var isAnswered: Bool
}
