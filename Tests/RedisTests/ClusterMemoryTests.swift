import Testing

@testable import Redis

@Suite struct ClusterMemoryTests {
    private typealias Endpoint = RedisLocation.Endpoint

    private static func node(_ port: Int) -> Endpoint { .tcp(host: "h", port: port) }

    private static func entry(_ first: Int, _ last: Int, _ nodes: (host: String?, port: Int, id: String)...) -> RedisReply {
        .array(
            [.integer(first), .integer(last)]
                + nodes.map { node in
                    .array([node.host.map { .bulk(Array($0.utf8)) } ?? .null, .integer(node.port), .bulk(Array(node.id.utf8))])
                }
        )
    }

    private static func view(_ entries: RedisReply..., id: String = "none") -> ClusterView? {
        ClusterView(slots: .array(entries), id: .bulk(Array(id.utf8)), seenFrom: node(1))
    }

    @Test func aViewTellsWhoServesASlot() throws {
        let view = try #require(
            Self.view(
                Self.entry(0, 9, ("h", 2, "b"), ("h", 3, "c")),
                Self.entry(10, 19, ("h", 4, "d")),
                Self.entry(20, 29, (nil, 5, "e"))
            )
        )
        #expect(view.owner(of: 0) == Self.node(2))
        #expect(view.owner(of: 19) == Self.node(4))
        #expect(view.owner(of: 25) == Self.node(5))
        #expect(view.owner(of: 30) == nil)
        #expect(view.nodes == [2, 4, 5, 3].map(Self.node))
    }

    @Test func theNodeFindsItselfByItsID() throws {
        let view = try #require(Self.view(Self.entry(0, 9, ("inside", 2, "me")), id: "me"))
        #expect(view.owner(of: 0) == Self.node(1))
    }

    @Test(arguments: [
        RedisReply.null, .integer(1), .error(RedisServerError(message: "ERR no")), .array([.integer(1)]), .array([.array([])]),
        .array([.array([.integer(5), .integer(1), .array([])])]), .array([.array([.null, .null, .null])]),
    ])
    func whatIsNoViewIsRefused(reply: RedisReply) {
        #expect(ClusterView(slots: reply, id: .null, seenFrom: Self.node(1)) == nil)
    }

    @Test func aViewIsBounded() throws {
        let many = (0..<1000).map { Self.entry($0, $0, ("h", 1000 + $0, "\($0)")) }
        let view = try #require(ClusterView(slots: .array(many), id: .null, seenFrom: Self.node(1)))
        #expect(view.nodes.count == ClusterView.maximumNodes)
        #expect(view.owner(of: 999) == Self.node(1999))
        let odd = try #require(Self.view(Self.entry(0, 9, ("a b", 2, "b")), Self.entry(10, 19, ("h", 70000, "c"))))
        #expect(odd.nodes.isEmpty)
    }

    @Test func theLikeliestIsTriedFirst() throws {
        var memory = ClusterMemory(seeds: [1, 2, 1].map(Self.node))
        #expect(memory.candidates == [1, 2].map(Self.node))
        memory.learned(try #require(Self.view(Self.entry(0, 9, ("h", 3, "c")), Self.entry(10, 19, ("h", 2, "b")))))
        #expect(memory.candidates == [1, 2, 3].map(Self.node))
        memory.connected(to: Self.node(3))
        #expect(memory.candidates == [3, 1, 2].map(Self.node))
        memory.failed(Self.node(3))
        memory.failed(Self.node(1))
        #expect(memory.candidates == [2, 3, 1].map(Self.node))
        // Who left the cluster is forgotten, seeds are not.
        memory.learned(try #require(Self.view(Self.entry(0, 9, ("h", 4, "d")))))
        #expect(memory.candidates == [2, 1, 4].map(Self.node))
    }

    @Test func aMoveIsFollowedOnce() throws {
        var memory = ClusterMemory(seeds: [Self.node(1)])
        memory.connected(to: Self.node(1))
        let error = RedisServerError(message: "MOVED 7 h:2")
        memory.moved(try #require(Redirection(error, seenFrom: Self.node(1))))
        #expect(memory.hasMoved)
        #expect(memory.slot == 7)
        #expect(memory.candidates == [2, 1].map(Self.node))
        memory.connected(to: Self.node(2))
        #expect(!memory.hasMoved)
        #expect(memory.current == Self.node(2))
    }
}
