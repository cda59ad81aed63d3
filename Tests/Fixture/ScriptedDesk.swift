import Control
package import Readings
package import Rollouts
import Synchronization

/// Answers of metric sources by a rule of the test's own; keeps what was asked.
package final class ScriptedDesk: ReadingDesk {
    /// What a question is answered with.
    package typealias Rule = @Sendable (MetricQuestion) -> Reading.Outcome

    private struct Book {
        var rule: Rule
        var asked: [MetricQuestion] = []
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let book: Mutex<Book>

    /// Answers by `rule`.
    package init(_ rule: @escaping Rule) { book = Mutex(Book(rule: rule)) }

    /// Everything asked, in order.
    package var asked: [MetricQuestion] { book.withLock { $0.asked } }
    /// How many questions wait for ``letGo()``.
    package var held: Int { book.withLock { $0.held.count } }

    /// Answers otherwise from now on.
    package func answer(_ rule: @escaping Rule) { book.withLock { $0.rule = rule } }

    /// Lets every question wait until ``letGo()``.
    package func hold() { book.withLock { $0.isHeld = true } }

    /// Answers what waits, and no longer holds.
    package func letGo() { release { $0.isHeld = false } }

    /// What waits is unreachable, and so is whatever is asked from now on.
    package func close() async {
        release { book in
            book.isHeld = false
            book.rule = { _ in .unreachable("the desk is closed") }
        }
    }

    private func release(_ change: (inout Book) -> Void) {
        let held = book.withLock { book in
            change(&book)
            defer { book.held = [] }
            return book.held
        }
        for one in held { one.resume() }
    }

    package func read(_ question: MetricQuestion) async -> Reading.Outcome {
        await withCheckedContinuation { (go: CheckedContinuation<Void, Never>) in
            let goes = book.withLock { book in
                book.asked.append(question)
                if book.isHeld { book.held.append(go) }
                return !book.isHeld
            }
            if goes { go.resume() }
        }
        return book.withLock { $0.rule }(question)
    }

    package func leastInterval(of source: String?) -> Duration? { nil }

    /// So many outcomes an hour since the stage began, of which `failing` in a thousand fail.
    package static func traffic(perHour: Int, failing: Int) -> Rule {
        { question in
            let exposures = Int((question.until - question.since).inSeconds * Double(perHour) / 3600)
            return .counts(treatment: ArmCounts(exposures: exposures, errors: exposures * failing / 1000), control: nil)
        }
    }
}
