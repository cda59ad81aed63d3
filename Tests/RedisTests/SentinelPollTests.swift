import Testing

@testable import Redis

@Suite struct SentinelPollTests {
    private typealias Answer = SentinelPoll.Answer

    private static let a = RedisAddress(host: "10.0.0.1", port: 6379)
    private static let b = RedisAddress(host: "10.0.0.2", port: 6379)

    private func poll(_ answers: [Answer], of listed: Int = 3, known: Answer? = nil) -> SentinelPoll {
        var poll = SentinelPoll(listed: listed, known: known)
        for answer in answers { poll.add(answer) }
        return poll
    }

    @Test func moreThanHalfAreEnough() {
        #expect(!poll([Answer(Self.a)]).isSettled)
        #expect(poll([Answer(Self.a), Answer(Self.a)]).isSettled)
        #expect(!poll([Answer(Self.a), Answer(Self.a)], of: 4).isSettled)
        #expect(poll([Answer(Self.a)], of: 1).isSettled)
    }

    @Test func theHighestEpochIsBelieved() {
        let stale = Answer(Self.a, epoch: 3)
        let new = Answer(Self.b, epoch: 4)
        #expect(poll([stale, new]).primary == new)
        #expect(poll([stale, new, stale], known: stale).primary == new)
        #expect(poll([], known: new).primary == nil)
    }

    @Test func amongEqualEpochsTheOneNamedMostOften() {
        let (a, b) = (Answer(Self.a), Answer(Self.b))
        #expect(poll([a, b, b]).primary == b)
        #expect(poll([b, b, a]).primary == b)
    }

    @Test func fewThatAreBehindAreNotBelieved() {
        let known = Answer(Self.b, epoch: 4)
        let stale = Answer(Self.a, epoch: 3)
        #expect(poll([stale], known: known).primary == nil)
        // The third may know it; and when no third one does, all were set up anew and begin at 0.
        #expect(!poll([stale, stale], known: known).isSettled)
        #expect(poll([stale, stale], known: known).primary == stale)
        #expect(poll([stale, known], known: known).isSettled)
        #expect(poll([stale, known], known: known).primary == known)
    }

    @Test func aPrimaryIsLeftForANewerOneOnly() {
        let current = Answer(Self.a, epoch: 3)
        #expect(poll([Answer(Self.b, epoch: 4)]).successor(of: current) == Answer(Self.b, epoch: 4))
        #expect(poll([Answer(Self.a, epoch: 4), Answer(Self.b, epoch: 3)]).successor(of: current) == nil)
        #expect(poll([Answer(Self.b, epoch: 2)]).successor(of: current) == nil)
        #expect(poll([]).successor(of: current) == nil)
        // Without a newer epoch it takes more than half of those that there are.
        #expect(poll([Answer(Self.b, epoch: 0), Answer(Self.b, epoch: 0)]).successor(of: current) == Answer(Self.b, epoch: 0))
        #expect(poll([Answer(Self.b), Answer(Self.a)]).successor(of: Answer(Self.a)) == nil)
    }

    @Test func faultsNameEachSentinel() {
        var poll = poll([])
        poll.add(RedisFault(.unreachable, "No route."), of: Self.a)
        #expect(poll.fault(primary: "p").code == .unreachable)
        poll.add(RedisFault(.authentication, "Refused."), of: Self.b)
        let fault = poll.fault(primary: "p")
        #expect(fault.code == .authentication)
        #expect(fault.message.contains("'p'"))
        #expect(fault.message.contains("10.0.0.1:6379: No route."))
        #expect(fault.message.contains("10.0.0.2:6379: Refused."))
    }
}
