import NIOCore
import Testing

@testable import Web

@Suite("Patience with a connection")
struct ConnectionPatienceTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private static func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

    private static func patience() -> ConnectionPatience {
        var limits = ServerLimits()
        limits.idle = .seconds(10)
        limits.body = .seconds(5)
        limits.stall = .seconds(3)
        return ConnectionPatience(limits, now: start)
    }

    @Test("A head is waited for from the connection's start, and from each answer on")
    func idle() {
        var patience = Self.patience()
        #expect(patience.deadline == Self.at(10))
        patience.headRead(at: Self.at(2))
        patience.bodyEnded(at: Self.at(3))
        #expect(patience.deadline == nil)
        patience.answered(at: Self.at(60))
        #expect(patience.deadline == Self.at(70))
    }

    @Test("A body has its time from the head on, however it trickles, answered or not")
    func body() {
        var patience = Self.patience()
        patience.headRead(at: Self.at(2))
        #expect(patience.deadline == Self.at(7))
        patience.answered(at: Self.at(3))
        #expect(patience.deadline == Self.at(7))
        patience.bodyEnded(at: Self.at(4))
        #expect(patience.deadline == Self.at(14))
    }

    @Test("Of pipelined requests, the server's turn lasts until the last answer")
    func pipelined() {
        var patience = Self.patience()
        for second: Int64 in [0, 1] {
            patience.headRead(at: Self.at(second))
            patience.bodyEnded(at: Self.at(second))
        }
        patience.answered(at: Self.at(2))
        #expect(patience.deadline == nil)
        patience.answered(at: Self.at(3))
        #expect(patience.deadline == Self.at(13))
    }

    @Test("A client that takes nothing has its time from the first moment on, whatever else is open")
    func stalled() {
        var patience = Self.patience()
        patience.headRead(at: Self.at(0))
        patience.bodyEnded(at: Self.at(0))
        patience.writable(false, at: Self.at(1))
        patience.writable(false, at: Self.at(2))
        #expect(patience.deadline == Self.at(4))
        patience.writable(true, at: Self.at(3))
        #expect(patience.deadline == nil)
    }
}
