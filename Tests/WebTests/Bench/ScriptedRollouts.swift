import Rollouts
import Synchronization
import Wire

@testable import Web

/// Rollouts that answer as the test says, and keep what they were asked.
final class ScriptedRollouts: RolloutDesk {
    struct Taken: Sendable, Equatable {
        var flag: String
        var ticket: OrderTicket
        var mark: RequestMark?
    }

    private struct Book {
        var taken: [Taken] = []
        var asked: [String] = []
        var choice: ReadingsChoice?
        var fault: DeskFault?
        var rollout: JSON = ["flag": "f", "phase": "progressing", "percentage": 5, "version": 3]
        var during: (@Sendable () async -> Void)?
    }

    private let book = Mutex(Book())

    /// The orders that were taken.
    var taken: [Taken] { book.withLock { $0.taken } }
    /// What was asked, as texts.
    var asked: [String] { book.withLock { $0.asked } }
    /// Which readings were asked for last.
    var choice: ReadingsChoice? { book.withLock { $0.choice } }

    /// From now on everything fails.
    func fail(_ fault: DeskFault?) { book.withLock { $0.fault = fault } }

    /// From now on rollouts look like that.
    func show(_ rollout: JSON) { book.withLock { $0.rollout = rollout } }

    /// Done while an order is under way.
    func during(_ body: (@Sendable () async -> Void)?) { book.withLock { $0.during = body } }

    func rollouts() async throws(DeskFault) -> JSON { try ask("rollouts") { ["rollouts": [$0.rollout]] } }

    func rollout(_ flag: String) async throws(DeskFault) -> JSON { try ask("rollout \(flag)") { $0.rollout } }

    func history(_ flag: String, limit: Int, withGrounds: Bool) async throws(DeskFault) -> JSON {
        try ask("history \(flag) \(limit) \(withGrounds)") { _ in ["entries": []] }
    }

    func readings(_ flag: String, _ choice: ReadingsChoice) async throws(DeskFault) -> JSON {
        try ask("readings \(flag)") { book in
            book.choice = choice
            return ["guards": []]
        }
    }

    func take(_ ticket: OrderTicket, for flag: String, mark: RequestMark?) async throws(DeskFault) -> JSON {
        let answer = try ask("order") { book in
            book.taken.append(Taken(flag: flag, ticket: ticket, mark: mark))
            return ["flag": JSON(flag), "phase": "paused", "number": JSON(book.taken.count)]
        }
        await book.withLock { $0.during }?()
        return answer
    }

    private func ask(_ what: String, _ body: (inout Book) -> JSON) throws(DeskFault) -> JSON {
        let answer: Result<JSON, DeskFault> = book.withLock { book in
            book.asked.append(what)
            if let fault = book.fault { return .failure(fault) }
            return .success(body(&book))
        }
        return try answer.get()
    }
}

/// A shelf in memory with the rules of the real one; time is the test's.
final class MemoryShelf: IdempotencyShelf {
    private enum Slot {
        case claimed(IdempotencySlot, isOver: Bool)
        case answered(digest: String, String)
    }

    private struct Book {
        var slots: [String: Slot] = [:]
        var fault: DeskFault?
        var losesAnswers = false
    }

    private let book = Mutex(Book())

    /// Every call fails from now on.
    func fail(_ fault: DeskFault?) { book.withLock { $0.fault = fault } }

    /// Answers are not kept from now on, as if the process died before.
    func loseAnswers() { book.withLock { $0.losesAnswers = true } }

    /// Every claim has lasted for too long.
    func ageClaims() {
        book.withLock { book in
            for (key, slot) in book.slots {
                if case .claimed(let slot, _) = slot { book.slots[key] = .claimed(slot, isOver: true) }
            }
        }
    }

    func claim(_ slot: IdempotencySlot) async throws(DeskFault) -> IdempotencyClaim {
        try work { book in
            let key = "\(slot.token) \(slot.id)"
            switch book.slots[key] {
            case nil:
                book.slots[key] = .claimed(slot, isOver: false)
                return .first
            case .answered(let digest, let answer): return digest == slot.digest ? .answered(answer) : .otherRequest
            case .claimed(let other, let isOver):
                guard other.digest == slot.digest else { return .otherRequest }
                guard isOver else { return .underWay(seconds: 30) }
                book.slots[key] = .claimed(slot, isOver: false)
                return .again
            }
        }
    }

    func keep(_ answer: String, in slot: IdempotencySlot) async throws(DeskFault) {
        try work { book in
            if !book.losesAnswers { book.slots["\(slot.token) \(slot.id)"] = .answered(digest: slot.digest, answer) }
        }
    }

    func abandon(_ slot: IdempotencySlot) async throws(DeskFault) {
        try work { book in book.slots["\(slot.token) \(slot.id)"] = .claimed(slot, isOver: true) }
    }

    private func work<Value: Sendable>(_ body: (inout Book) -> Value) throws(DeskFault) -> Value {
        let answer: Result<Value, DeskFault> = book.withLock { book in
            if let fault = book.fault { return .failure(fault) }
            return .success(body(&book))
        }
        return try answer.get()
    }
}
