import Testing

@testable import Redis

@Suite struct RedisSubscriptionTests {
    @Test func listensToItsChannels() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                var events = client.subscribe(channels: ["a", "b"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                for (channel, payload) in [("a", [0, 13, 10, 255]), ("b", []), ("a", [1])] as [(String, [UInt8])] {
                    let heard = try await client.send(RedisCommand("PUBLISH", .text(channel), .bytes(payload)))
                    #expect(heard == .integer(1))
                    #expect(await events.next() == .message(channel: channel, payload: payload))
                }
            }
        }
    }

    @Test func subscribesAgainAfterARestart() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                var events = client.subscribe(channels: ["c"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                try await client.send(RedisCommand("PUBLISH", "c", "1"))
                server.kill()
                #expect(await events.next() == .message(channel: "c", payload: [0x31]))
                guard case .lost(let reason) = await events.next() else {
                    Issue.record("the loss is told")
                    return
                }
                #expect(reason.code == .connectionLost)
                try await server.start()
                #expect(await events.next() == .subscribed)
                try await client.send(RedisCommand("PUBLISH", "c", "2"))
                #expect(await events.next() == .message(channel: "c", payload: [0x32]))
            }
        }
    }

    @Test func aSlowListenerIsToldWhatItMissed() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                var events = client.subscribe(channels: ["c"], maxBuffered: 5).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                // Nobody takes them; the sixth ends the connection, and then nobody hears.
                var sent = 0
                while try await client.send(RedisCommand("PUBLISH", "c", .integer(sent))) != .integer(0) { sent += 1 }
                #expect(sent >= 6)
                for number in 0..<5 {
                    #expect(await events.next() == .message(channel: "c", payload: Array("\(number)".utf8)))
                }
                guard case .lost(let reason) = await events.next() else {
                    Issue.record("the loss is told")
                    return
                }
                #expect(reason.code == .overloaded)
                #expect(await events.next() == .subscribed)
                try await client.send(RedisCommand("PUBLISH", "c", "again"))
                #expect(await events.next() == .message(channel: "c", payload: Array("again".utf8)))
            }
        }
    }

    @Test func endsWithItsTask() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                let listener = Task {
                    var count = 0
                    for await event in client.subscribe(channels: ["c"]) where event != .subscribed { count += 1 }
                    return count
                }
                while try await client.send(RedisCommand("PUBLISH", "c", "x")) != .integer(1) {}
                listener.cancel()
                #expect(await listener.value <= 1)
                while try await client.send(RedisCommand("PUBLISH", "c", "x")) != .integer(0) {}
            }
        }
    }

    @Test func withoutChannelsItIsEmpty() async throws {
        try await RedisServer.with { server in
            try await withClient(server.options) { client in
                var events = client.subscribe(channels: []).makeAsyncIterator()
                #expect(await events.next() == nil)
                try await client.send(RedisCommand("PING"))
            }
        }
    }
}
