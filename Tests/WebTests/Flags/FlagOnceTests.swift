import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Changes of flags under an Idempotency-Key")
struct FlagOnceTests {
    @Test("The same change is made once; status and tag come again with its answer")
    func replayed() async throws {
        let bench = DoorBench()
        let first = try await bench.admin(.post, "flags", headers: [.idempotencyKey: "k"], body: #"{"key":"f"}"#)
        _ = try await bench.admin(.patch, "flags/f", body: #"{"owner":"x"}"#)
        let again = try await bench.admin(.post, "flags", headers: [.idempotencyKey: "k"], body: #"{"key":"f"}"#)
        #expect(first.status == 201 && again.status == 201 && again.text == first.text)
        #expect(again.headers[.eTag] == "\"1\"" && again.headers[.idempotencyReplayed] == "true")
        #expect(try await bench.flags.entries() == 2)
    }

    @Test("Another condition under the same key is another request")
    func conditions() async throws {
        let bench = DoorBench()
        let key: HTTPFields = [.idempotencyKey: "k"]
        _ = try await bench.admin(.post, "flags", headers: key, body: #"{"key":"f"}"#)
        var other = key
        other[.ifMatch] = "\"1\""
        let answer = try await bench.admin(.post, "flags", headers: other, body: #"{"key":"f"}"#)
        #expect(answer.status == 422 && answer.code == "idempotency_key_reused")
    }

    /// A process that died between writing and answering, and what another wrote since.
    @Test("The log tells what a try that died has made, whatever was written since")
    func crashed() async throws {
        let bench = DoorBench()
        let writes: [(HTTPRequest.Method, String, String, HTTPFields)] = [
            (.post, "flags", #"{"key":"f","owner":"mine"}"#, [:]), (.patch, "flags/f", #"{"owner":"new"}"#, [.ifMatch: "\"2\""]),
            (.post, "flags/f/revert", #"{"version":2}"#, [:]), (.delete, "flags/f", "", [:]),
            (.post, "flags/batch", #"[{"key":"a"},{"key":"f"}]"#, [:]),
        ]
        bench.shelf.loseAnswers()
        for (number, (method, path, body, conditions)) in writes.enumerated() {
            var headers = conditions
            headers[.idempotencyKey] = "k\(number)"
            let first = try await bench.admin(method, path, headers: headers, body: body)
            #expect(first.status < 300, "\(first.text)")
            let entries = try await bench.flags.entries()
            bench.shelf.ageClaims()
            let again = try await bench.admin(method, path, headers: headers, body: body)
            #expect(again.status == first.status && again.headers[.eTag] == first.headers[.eTag])
            #expect(again.json == first.json, "\(path)")
            #expect(try await bench.flags.entries() == entries)
            if number == 0 { _ = try await bench.admin(.patch, "flags/f", body: #"{"owner":"theirs"}"#) }
        }
    }

    @Test("A refusal is an answer and is given again; with the store away the same request is tried again")
    func refused() async throws {
        let bench = DoorBench()
        let key: HTTPFields = [.idempotencyKey: "k"]
        #expect(try await bench.admin(.delete, "flags/f", headers: key).status == 404)
        _ = try await bench.admin(.post, "flags", body: #"{"key":"f"}"#)
        #expect(try await bench.admin(.delete, "flags/f", headers: key).status == 404)
        bench.shelf.fail(DeskFault(.unavailable, "away"))
        #expect(try await bench.admin(.delete, "flags/f", headers: [.idempotencyKey: "k2"]).status == 503)
        bench.shelf.fail(nil)
        #expect(try await bench.admin(.delete, "flags/f", headers: [.idempotencyKey: "k2"]).status == 200)
    }
}
