import HTTPTypes
import Rollouts
import Store
import Synchronization
import Testing
import Wire

@testable import Web

/// A tape that the test writes.
private final class ScriptedTape: RolloutTape {
    private struct Book {
        var entries: [LogEntry] = []
        var readings: [RolloutReading] = []
        var isAway = false
        var asked = 0
    }

    private let book = Mutex(Book())

    /// How often it was asked for readings.
    var asked: Int { book.withLock { $0.asked } }

    func beAway(_ isAway: Bool) { book.withLock { $0.isAway = isAway } }

    /// Writes an entry under the id `number-0`.
    func write(_ number: Int, type: String = "rollout", kind: String = "advance") {
        let event: JSON = ["type": JSON(type), "kind": JSON(kind), "flag": "f", "grounds": ["rule": "secret"], "to": 25]
        book.withLock { $0.entries.append(LogEntry(id: "\(number)-0", flag: "f", kind: kind, event: event)) }
    }

    /// Forgets the entries before `number`.
    func trim(before number: Int) { book.withLock { $0.entries.removeAll { Int($0.id.dropLast(2)) ?? 0 < number } } }

    func read(_ guardName: String, at second: Int) {
        book.withLock { book in
            book.readings.removeAll { $0.name.guardName == guardName }
            book.readings.append(
                RolloutReading(
                    name: RolloutReading.Name(flag: "f", guardName: guardName),
                    asked: Moment(milliseconds: second * 1000),
                    condition: ["guard": JSON(guardName), "figure": JSON(second)]
                )
            )
        }
    }

    private func ask<Value>(_ body: (inout Book) -> sending Value) throws(DeskFault) -> sending Value {
        let value: Value? = book.withLock { $0.isAway ? nil : body(&$0) }
        guard let value else { throw DeskFault(.unavailable, "away") }
        return value
    }

    func newest() async throws(DeskFault) -> String { try ask { $0.entries.last?.id ?? "0-0" } }

    func entries(after revision: String, limit: Int) async throws(DeskFault) -> [LogEntry]? {
        try ask { book in
            guard revision == "0-0" || book.entries.contains(where: { $0.id == revision }) else { return nil }
            let known = Revision(revision)
            return book.entries.filter { entry in
                guard let known, let id = Revision(entry.id) else { return true }
                return id > known
            }
        }
    }

    func readings() async throws(DeskFault) -> [RolloutReading] {
        try ask { book in
            book.asked += 1
            return book.readings
        }
    }
}

@Suite("/api/rollouts/live", .timeLimit(.minutes(10)))
struct LiveRolloutTests {
    private static let path = "/api/rollouts/live"

    private func with(_ body: @escaping @Sendable (ScriptedTape, LiveRollouts, Int) async throws -> Void) async throws {
        let tape = ScriptedTape()
        let rollouts = LiveRollouts(tape: tape) { try await Task.sleep(for: .milliseconds(1)) }
        let door = DoorBench(extra: LiveRoutes.rows(rollouts: rollouts, origins: OriginPolicy())).door
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await rollouts.run() }
            defer { group.cancelAll() }
            try await ServerBench.with(door) { port in try await body(tape, rollouts, port) }
        }
    }

    private func listen(
        _ port: Int,
        since: String? = nil,
        _ body: @escaping @Sendable (LiveClient) async throws -> Void
    ) async throws {
        try await LiveClient.with(port: port) { client in
            await client.send(Self.path, ["Authorization: Bearer viewer-secret"] + (since.map { ["Last-Event-ID: \($0)"] } ?? []))
            try await client.hears("retry")
            try await body(client)
        }
    }

    @Test("It begins with the last reading of each guard, and tells of transitions and readings once each")
    func events() async throws {
        try await with { tape, _, port in
            tape.write(1)
            tape.read("errors", at: 10)
            try await listen(port) { client in
                try await client.hears("event: reading\ndata: {\"flag\":\"f\",\"guard\":\"errors\",\"figure\":10}\n\n")
                tape.write(2, type: "flag", kind: "flag_updated")
                tape.write(3)
                try await client.hears(
                    "id: 3-0\nevent: transition\ndata: {\"revision\":\"3-0\",\"kind\":\"advance\",\"flag\":\"f\",\"to\":25}\n\n"
                )
                tape.read("errors", at: 20)
                try await client.hears("\"figure\":20}")
                tape.read("latency", at: 20)
                try await client.hears("\"guard\":\"latency\"")
                #expect(client.text.components(of: "event: reading") == 3)
                #expect(client.text.components(of: "event: transition") == 1)
                #expect(!client.text.contains("secret"))
            }
        }
    }

    @Test("Who comes back is told of the transitions between, or that the gap is too old")
    func resumed() async throws {
        try await with { tape, _, port in
            for number in 1...3 { tape.write(number) }
            try await listen(port, since: "1-0") { client in
                try await client.hears("id: 3-0\nevent: transition")
                tape.write(4)
                try await client.hears("id: 4-0\nevent: transition")
                #expect(client.text.components(of: "event: transition") == 3)
            }
            tape.trim(before: 3)
            try await listen(port, since: "1-0") { client in
                try await client.hears("id: 4-0\nevent: reset\ndata: {\"revision\":\"4-0\"}\n\n")
                tape.write(5)
                try await client.hears("id: 5-0\nevent: transition")
            }
        }
    }

    @Test("A store that is away at first is made up for; one whose log began anew is read anew")
    func away() async throws {
        try await with { tape, _, port in
            tape.write(1)
            tape.beAway(true)
            try await listen(port) { client in
                tape.beAway(false)
                try await client.hears("id: 1-0\nevent: reset")
                tape.write(2)
                try await client.hears("id: 2-0\nevent: transition")
                tape.trim(before: 3)
                try await client.hears("event: reset\ndata: {\"revision\":\"0-0\"}")
            }
        }
    }

    @Test("While nobody listens, the store is not looked at; who may not read rollouts does not listen")
    func idle() async throws {
        try await with { tape, rollouts, port in
            try await listen(port) { _ in try await until("it is looked at") { tape.asked > 2 } }
            try await until("nobody listens") { rollouts.listeners == 0 }
            // The look that was under way when the last one left may end.
            try await until("no look is under way") {
                let before = tape.asked
                for _ in 0..<5 { await Task.yield() }
                try await Task.sleep(for: .milliseconds(20))
                return tape.asked == before
            }
            try await LiveClient.with(port: port) { client in
                await client.send(Self.path, ["Authorization: Bearer client-secret", "Connection: close"])
                try await client.ends()
                #expect(client.text.hasPrefix("HTTP/1.1 403 "))
            }
        }
    }
}
