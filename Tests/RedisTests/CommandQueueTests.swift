import Testing

@testable import Redis

@Suite struct CommandQueueTests {
    private typealias Queue = CommandQueue<String>
    private let start = ContinuousClock.now
    private let lost = RedisFault.lost("test")

    private func queue(commands: Int = 100, bytes: Int = 1000) -> Queue {
        Queue(limits: CommandLimits(commands: commands, bytes: bytes, grace: .seconds(10)))
    }

    private func after(_ seconds: Double) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    /// Submits one command named like its waiter and returns its id; `nil` when it was refused.
    @discardableResult
    private func submit(_ name: String, _ queue: inout Queue, expected: Int = 1, deadline: Double = 5) -> UInt64? {
        switch queue.submit(Array(name.utf8), expected: expected, deadline: after(deadline), waiter: name) {
        case .accepted(let id, _, _): id
        case .refused: nil
        }
    }

    private func take(_ queue: inout Queue, upTo limit: Int = 1000) -> [String]? {
        queue.take(upTo: limit)?.map { String(decoding: $0, as: UTF8.self) }
    }

    private func answers(_ queue: inout Queue, _ numbers: Int...) -> [String]? {
        var answers: [Queue.Answer] = []
        guard queue.receive(numbers.map { .integer($0) }, answers: &answers) else { return nil }
        return answers.map { "\($0.waiter)\($0.replies.compactMap(\.integer))" }
    }

    private func outcomes(_ failures: [Queue.Failure]) -> [String] {
        failures.map { "\($0.waiter) \($0.fault.code) \($0.fault.mayHaveRun)" }
    }

    private func linkUp(_ queue: inout Queue) -> Bool { queue.linkUp() }

    private func linkDown(_ queue: inout Queue, _ fault: RedisFault) -> [String] { outcomes(queue.linkDown(fault)) }

    private func close(_ queue: inout Queue) -> [String] { outcomes(queue.close(.closed)) }

    private func cancel(_ queue: inout Queue, _ id: UInt64) -> [String] { outcomes(queue.cancel(id).map { [$0] } ?? []) }

    private func tick(_ queue: inout Queue, _ seconds: Double) -> Queue.Tick { queue.tick(after(seconds)) }

    @Test func aConnectionThatIsLeftAnswersWhatItGotAndGetsNoMore() {
        var queue = queue()
        queue.leave(lost)
        #expect(queue.drained == nil)
        _ = linkUp(&queue)
        submit("a", &queue)
        submit("b", &queue, expected: 2)
        #expect(take(&queue) == ["a", "b"])
        queue.leave(lost)
        #expect(!queue.isUp)
        submit("c", &queue)
        #expect(take(&queue) == nil)
        #expect(answers(&queue, 1, 2) == ["a[1]"])
        #expect(queue.drained == nil)
        #expect(answers(&queue, 3) == ["b[2, 3]"])
        #expect(queue.drained == lost)
        #expect(linkDown(&queue, lost) == [])
        #expect(queue.drained == nil)
        #expect(linkUp(&queue))
        #expect(queue.isUp)
        #expect(take(&queue) == ["c"])
    }

    @Test func whatWaitsWhileAConnectionIsLeftHasItsDeadline() {
        var queue = queue()
        _ = linkUp(&queue)
        submit("a", &queue, deadline: 9)
        #expect(take(&queue) == ["a"])
        queue.leave(lost)
        submit("b", &queue, deadline: 5)
        #expect(outcomes(tick(&queue, 6).failures) == ["b unreachable false"])
        #expect(outcomes(tick(&queue, 10).failures) == ["a timedOut true"])
        #expect(tick(&queue, 20).isOverdue)
    }

    @Test func waitsForTheConnectionAndKeepsOrder() {
        var queue = queue()
        submit("a", &queue)
        submit("b", &queue)
        #expect(take(&queue) == nil)
        #expect(linkUp(&queue))
        submit("c", &queue)
        #expect(take(&queue) == ["a", "b", "c"])
        #expect(take(&queue) == nil)
        #expect(answers(&queue, 1, 2) == ["a[1]", "b[2]"])
        #expect(answers(&queue, 3) == ["c[3]"])
    }

    @Test func asksForOneFlushAtATime() {
        var queue = queue()
        #expect(!linkUp(&queue))
        guard case .accepted(_, true, _) = queue.submit([1], expected: 1, deadline: start, waiter: "a") else {
            Issue.record("the first command asks for a flush")
            return
        }
        guard case .accepted(_, false, _) = queue.submit([1], expected: 1, deadline: start, waiter: "b") else {
            Issue.record("the flush is under way")
            return
        }
        while take(&queue) != nil {}
        guard case .accepted(_, true, _) = queue.submit([1], expected: 1, deadline: start, waiter: "c") else {
            Issue.record("the flush was over")
            return
        }
    }

    @Test func takesAtLeastOneEntryAndThenUpToTheLimit() {
        var queue = queue()
        _ = queue.linkUp()
        submit("large", &queue)
        submit("a", &queue)
        submit("b", &queue)
        #expect(take(&queue, upTo: 2) == ["large"])
        #expect(take(&queue, upTo: 2) == ["a", "b"])
    }

    @Test func gathersTheAnswersOfABatch() {
        var queue = queue()
        _ = queue.linkUp()
        submit("a", &queue, expected: 3)
        submit("b", &queue)
        _ = take(&queue)
        #expect(answers(&queue, 1, 2) == [])
        #expect(answers(&queue, 3, 4) == ["a[1, 2, 3]", "b[4]"])
    }

    @Test func refusesMoreAnswersThanCommands() {
        var queue = queue()
        _ = queue.linkUp()
        submit("a", &queue)
        #expect(answers(&queue, 1) == nil)
        _ = take(&queue)
        #expect(answers(&queue, 1, 2) == nil)
    }

    @Test func lossTellsWhatMayHaveRunAndSendsNothingTwice() {
        var queue = queue()
        _ = queue.linkUp()
        submit("done", &queue)
        submit("half", &queue, expected: 2)
        submit("sent", &queue)
        _ = take(&queue)
        _ = answers(&queue, 1, 2)
        submit("waiting", &queue)
        #expect(linkDown(&queue, lost) == ["half connectionLost true", "sent connectionLost true"])
        #expect(linkDown(&queue, lost) == [])
        #expect(take(&queue) == nil)
        #expect(linkUp(&queue))
        #expect(take(&queue) == ["waiting"])
        #expect(answers(&queue, 9) == ["waiting[9]"])
    }

    @Test func deadlineBeforeTheConnectionIsUnreachable() {
        var queue = queue()
        submit("a", &queue, deadline: 1)
        submit("b", &queue, deadline: 3)
        #expect(outcomes(tick(&queue, 2).failures) == ["a unreachable false"])
        _ = queue.linkUp()
        #expect(take(&queue) == ["b"])
    }

    @Test func refusedLoginIsToldAtTheDeadline() {
        var queue = queue()
        _ = queue.linkDown(RedisFault(.authentication, "no"))
        submit("a", &queue, deadline: 1)
        #expect(outcomes(tick(&queue, 2).failures) == ["a authentication false"])
    }

    @Test func deadlineBehindAFullSocketHasNotRun() {
        var queue = queue()
        _ = queue.linkUp()
        submit("a", &queue, deadline: 1)
        #expect(outcomes(tick(&queue, 2).failures) == ["a timedOut false"])
        #expect(take(&queue) == nil)
    }

    @Test func lateAnswersAreDroppedInTheirPlace() {
        var queue = queue()
        _ = queue.linkUp()
        submit("late", &queue, expected: 2, deadline: 1)
        submit("next", &queue, deadline: 5)
        _ = take(&queue)
        #expect(answers(&queue, 1) == [])
        let tick = self.tick(&queue, 2)
        #expect(outcomes(tick.failures) == ["late timedOut true"])
        #expect(!tick.isOverdue)
        #expect(answers(&queue, 2, 3) == ["next[3]"])
    }

    @Test func connectionIsOverdueAfterTheGrace() {
        var queue = queue()
        _ = queue.linkUp()
        submit("a", &queue, deadline: 1)
        _ = take(&queue)
        #expect(!tick(&queue, 10.9).isOverdue)
        #expect(tick(&queue, 11).isOverdue)
    }

    @Test func cancelBeforeSendingIsCertain() {
        var queue = queue()
        let id = submit("a", &queue) ?? 0
        submit("b", &queue)
        #expect(cancel(&queue, id) == ["a cancelled false"])
        #expect(cancel(&queue, id) == [])
        _ = queue.linkUp()
        #expect(take(&queue) == ["b"])
    }

    @Test func cancelAfterSendingKeepsThePlace() {
        var queue = queue()
        _ = queue.linkUp()
        let id = submit("a", &queue) ?? 0
        submit("b", &queue)
        _ = take(&queue)
        #expect(cancel(&queue, id) == ["a cancelled true"])
        #expect(answers(&queue, 1, 2) == ["b[2]"])
        #expect(cancel(&queue, id) == [])
        #expect(cancel(&queue, 999) == [])
    }

    @Test func boundsCommandsUntilTheyAreAnswered() {
        var queue = queue(commands: 3)
        _ = queue.linkUp()
        #expect(submit("a", &queue, expected: 2, deadline: 1) != nil)
        #expect(submit("b", &queue, expected: 2) == nil)
        _ = take(&queue)
        // Nobody waits for it, but the server still owes the answers.
        _ = tick(&queue, 2)
        #expect(submit("c", &queue, expected: 2) == nil)
        _ = answers(&queue, 1, 2)
        #expect(submit("d", &queue, expected: 3) != nil)
    }

    @Test func boundsBytesUntilTheyAreSent() {
        var queue = queue(bytes: 4)
        #expect(submit("aaaa", &queue) != nil)
        #expect(submit("b", &queue) == nil)
        _ = queue.linkUp()
        _ = take(&queue)
        #expect(submit("bbbb", &queue) != nil)
        #expect(submit("aaaaa", &queue) == nil)
    }

    @Test func cancelledAndExpiredCommandsGiveTheirRoomBack() {
        var queue = queue(commands: 2, bytes: 2)
        for _ in 0..<1000 {
            let id = submit("a", &queue) ?? 0
            submit("b", &queue, deadline: 1)
            #expect(cancel(&queue, id) != [])
            #expect(tick(&queue, 2).failures.count == 1)
        }
        #expect(submit("c", &queue, expected: 2) != nil)
        #expect(linkUp(&queue))
        #expect(take(&queue) == ["c"])
    }

    @Test func closingFailsAllAndRefusesWhatComes() {
        var queue = queue()
        _ = queue.linkUp()
        submit("sent", &queue)
        _ = take(&queue)
        submit("waiting", &queue)
        #expect(close(&queue) == ["sent closed true", "waiting closed false"])
        #expect(close(&queue) == [])
        #expect(submit("late", &queue) == nil)
        #expect(!linkUp(&queue))
        #expect(linkDown(&queue, lost) == [])
    }

    @Test func timerIsSetForTheEarliestDeadlineOnly() {
        var queue = queue()
        func wake(_ deadline: Double, _ queue: inout Queue) -> ContinuousClock.Instant? {
            guard case .accepted(_, _, let wake) = queue.submit([1], expected: 1, deadline: after(deadline), waiter: "w") else {
                return nil
            }
            return wake
        }
        #expect(wake(5, &queue) == after(5))
        #expect(wake(6, &queue) == nil)
        #expect(wake(3, &queue) == after(3))
        #expect(tick(&queue, 3).wake == after(5))
        #expect(tick(&queue, 7).wake == nil)
        #expect(wake(9, &queue) == after(9))
    }
}
