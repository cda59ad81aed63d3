import FlagStore
import Flags
import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Changes as server-sent events", .timeLimit(.minutes(10)))
struct EventStreamTests {
    @Test("A stream begins with where the log stands, and tells of each change with its revision")
    func changes() async throws {
        try await LiveBench.with { bench in
            let first = try await bench.apply(.put(["key": "f"]))
            try await until("heard") { bench.follower.snapshot?.revision == first }
            try await bench.listen { client in
                try await client.hears("\nretry: 2000\nid: \(first)\n\n")
                #expect(client.text.contains("Content-Type: text/event-stream\r\n"))
                let next = try await bench.apply(.patch("f", ["enabled": true]))
                let event = "id: \(next)\nevent: flag_updated\ndata: {\"key\":\"f\",\"revision\":\"\(next)\"}\n\n"
                try await client.hears(event)
                try await bench.apply(.delete("f"))
                try await client.hears("event: flag_deleted\ndata: {\"key\":\"f\",")
                try await bench.apply(.put(segment: ["id": "staff", "rules": [["attribute": "a", "operator": "exists"]]]))
                try await client.hears("event: segment_updated\ndata: {\"key\":\"staff\",")
                #expect(!client.text.contains("a\":\"exists"))
            }
            try await until("the listener is let go") { bench.flags.listeners == 0 }
        }
    }

    @Test("Browsers hear the names of their flags alone")
    func browsers() async throws {
        try await LiveBench.with { bench in
            try await bench.listen(as: .browser) { client in
                try await client.hears("retry")
                try await bench.apply(
                    .put(["key": "secret_project"]),
                    .put(segment: ["id": "vips", "rules": [["attribute": "a", "operator": "exists"]]])
                )
                try await bench.apply(.put(["key": "theirs", "clientSide": true]))
                try await client.hears("event: flag_updated\ndata: {\"key\":\"theirs\",")
                try await client.hears("event: changed\ndata: {\"revision\":\"")
                #expect(!client.text.contains("secret_project") && !client.text.contains("vips"))
            }
        }
    }

    @Test("Who comes back is told what it missed, each flag once, and then goes on")
    func resumed() async throws {
        try await LiveBench.with { bench in
            let since = try await bench.apply(.put(["key": "known"]))
            try await bench.apply(.put(["key": "f"]))
            try await bench.apply(.put(["key": "gone"]))
            try await bench.apply(.patch("f", ["enabled": true]))
            let last = try await bench.apply(.delete("gone"))
            try await until("all heard") { bench.follower.snapshot?.revision == last }
            for (path, headers) in [(LiveBench.live, ["Last-Event-ID: \(since)"]), ("\(LiveBench.live)?since=\(since)", [])] {
                try await bench.listen(path, headers: headers) { client in
                    // Until all of it is told, it knows no more than before.
                    try await client.hears("id: \(since)\n\n")
                    try await client.hears("id: \(last)\nevent: flag_deleted\ndata: {\"key\":\"gone\"")
                    #expect(client.text.components(of: "\"key\":\"f\"") == 1)
                    #expect(!client.text.contains("known"))
                    try await bench.apply(.put(["key": "next"]))
                    try await client.hears("\"key\":\"next\"")
                    try await bench.apply(.delete("next"))
                }
            }
        }
    }

    @Test(
        "Where the gap is too old, or the id is no id, everything may have changed",
        arguments: ["1-1", "9999999999999-0", "x", ""]
    )
    func tooOld(id: String) async throws {
        try await LiveBench.with { bench in
            let last = try await bench.apply(.put(["key": "f"]))
            try await until("heard") { bench.follower.snapshot?.revision == last }
            try await bench.listen(headers: ["Last-Event-ID: \(id)"]) { client in
                try await client.hears("id: \(last)\nevent: reset\ndata: {\"revision\":\"\(last)\"}\n\n")
            }
        }
    }

    @Test("While nothing happens, a comment shows that the stream lives")
    func heartbeat() async throws {
        try await LiveBench.with(change: { $0.heartbeat = .milliseconds(20) }) { bench in
            try await bench.listen { client in
                try await client.hears("\n:\n\n\r\n3\r\n:\n\n")
                try await bench.apply(.put(["key": "f"]))
                try await client.hears("event: flag_updated")
            }
        }
    }

    @Test("A client that closes its side is let go")
    func halfClosed() async throws {
        try await LiveBench.with { bench in
            try await bench.listen { client in
                try await client.hears("retry")
                try await client.halfClose()
                try await client.ends()
            }
            try await until("nobody listens") { bench.flags.listeners == 0 }
        }
    }

    @Test("Clients of the OpenFeature protocol are told once to evaluate again, however much they missed")
    func refetch() async throws {
        try await LiveBench.with { bench in
            let since = try await bench.apply(.put(["key": "f"]))
            try await bench.apply(.put(["key": "g"]))
            let last = try await bench.apply(.put(["key": "h"]))
            try await until("all heard") { bench.follower.snapshot?.revision == last }
            try await bench.listen(LiveAddress.path, as: .browser, headers: ["Last-Event-ID: \(since)"]) { client in
                let event = "id: \(last)\nevent: message\ndata: {\"type\":\"refetchEvaluation\",\"etag\":\"\(last)\"}\n\n"
                try await client.hears(event)
                let next = try await bench.apply(.put(["key": "g", "enabled": true]))
                try await client.hears("id: \(next)\nevent: message\n")
                #expect(client.text.components(of: "refetchEvaluation") == 2)
                // What would be evaluated by then has the change.
                #expect(bench.follower.snapshot?.flag("g")?.enabled == true)
            }
        }
    }

    @Test("Roles that may not evaluate may not listen, and HEAD has no stream")
    func refused() async throws {
        try await LiveBench.with { bench in
            #expect(try await bench.door.send(.get, LiveBench.live).status == 401)
            #expect(try await bench.door.send(.get, LiveBench.live, as: .viewer).status == 403)
            let head = try await bench.door.send(.head, LiveBench.live, as: .client)
            #expect(head.status == 200 && head.text.isEmpty)
        }
    }
}

extension String {
    /// How often `text` is in it.
    func components(of text: String) -> Int { split(separator: text, omittingEmptySubsequences: false).count - 1 }
}
