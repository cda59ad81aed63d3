import FlagStore
import HTTPTypes
import Hummingbird
import Synchronization
import Testing
import Wire

@testable import Web

/// Tells what the test says.
private final class ScriptedSource: LiveSource {
    let feed = NewsFeed<LiveEvent>()
    private let closed = Atomic(false)

    /// Whether the connection of who listened has ended.
    var isClosed: Bool { closed.load(ordering: .relaxed) }

    func listen() -> NewsListener<LiveEvent> { feed.listen(buffering: 16) }

    func opening(since _: String?) async -> LiveOpening { LiveOpening(revision: "1-1") }

    var route: Route {
        let sheet = RouteSheet("live", tag: "t", "S.", replies: [])
        return Route(.get, "/live", .open, sheet) { call in
            call.caller.whenClosed { self.closed.store(true, ordering: .relaxed) }
            return try LiveAnswer(source: self, audience: .all, origins: OriginPolicy()).response(to: call)
        }
    }
}

@Suite("Readers that take nothing", .timeLimit(.minutes(10)))
struct SlowReaderTests {
    private static let event = LiveEvent(
        id: nil,
        identity: "e",
        all: LiveMessage(id: nil, name: "e", [("text", JSON(String(repeating: "x", count: 1 << 20)))])
    )

    @Test(
        "One that leaves too much unread hears no more, and one that takes nothing for long is cut off",
        arguments: [false, true]
    )
    func slow(overSocket: Bool) async throws {
        let source = ScriptedSource()
        var limits = ServerLimits()
        limits.stall = .milliseconds(100)
        try await ServerBench.with(DoorBench(extra: [source.route]).door, limits: limits) { port in
            try await LiveClient.with(port: port, isReading: false) { client in
                await client.send("/live", overSocket ? LiveClient.upgrade : [])
                try await until("it listens") { source.feed.count == 1 }
                try await until("it is left behind") {
                    source.feed.send([Self.event])
                    return source.feed.count == 0
                }
                try await until("its connection is closed") { source.isClosed }
            }
        }
    }

    @Test("A quick one beside it hears everything")
    func quick() async throws {
        let source = ScriptedSource()
        try await ServerBench.with(DoorBench(extra: [source.route]).door) { port in
            try await LiveClient.with(port: port) { quick in
                await quick.send("/live")
                try await quick.hears("retry")
                try await LiveClient.with(port: port, isReading: false) { slow in
                    await slow.send("/live")
                    try await until("both listen") { source.feed.count == 2 }
                    for number in 1... {
                        source.feed.send([Self.event])
                        try await until("event \(number) is heard") { quick.count > number << 20 }
                        if source.feed.count == 1 { break }
                    }
                }
            }
        }
    }
}
