import Flags
import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Definitions for clients that evaluate by themselves")
struct PublishedFlagsTests {
    private func published(_ bench: EvaluationBench, as role: Role = .browser, known: String? = nil) async throws -> Answered {
        var headers: HTTPFields = [:]
        headers[.ifNoneMatch] = known
        return try await bench.door.send(.get, "/api/feature-flags/config", as: role, headers: headers)
    }

    private func keys(_ answer: Answered) -> [String] { (answer.json["flags"]?.array ?? []).compactMap { $0["key"]?.string } }

    @Test("Flags that are marked and can be evaluated in a browser, with the segments that they name")
    func marked() async throws {
        let answer = try await published(EvaluationBench())
        #expect(answer.status == 200)
        #expect(keys(answer) == ["bool", "rule", "segment"])
        #expect(answer.json["segments"]?.array?.compactMap { $0["id"]?.string } == ["pros"])
        #expect(answer.json["evaluatedOnServer"] == ["pattern"])
        #expect(answer.json["revision"] == "40-0")
        let rule = try #require(answer.json["flags"]?.array?[1])
        #expect(rule["targeting"] == [Samples.pro.json] && rule["bucketBy"] == "userId" && rule["version"] == 3)
    }

    @Test("Neither people nor what they wrote for each other")
    func inner() async throws {
        let text = try await published(EvaluationBench()).text
        #expect(!text.contains("ann") && !text.contains("growth"))
    }

    @Test("What builds on a flag that is not marked, or on rules for the server, is left to the server")
    func prerequisites() async throws {
        func building(_ key: String, on other: String) -> Flag {
            Samples.on(key) { flag in
                flag.clientSide = true
                flag.prerequisites = [.init(flag: other, variant: "on")]
            }
        }
        let flags = [
            Samples.on("hidden"), Samples.on("seen") { $0.clientSide = true },
            Samples.on("version") { flag in
                flag.clientSide = true
                flag.targeting = [Rule(attribute: "app", operator: .semver, value: ">=1.0.0")]
            }, building("a", on: "hidden"), building("b", on: "seen"), building("c", on: "version"), building("d", on: "c"),
        ]
        let answer = try await published(EvaluationBench(Snapshot(flags: flags)))
        #expect(keys(answer) == ["b", "seen"])
        #expect(answer.json["evaluatedOnServer"] == ["a", "c", "d", "version"])
    }

    @Test("The tag changes with what is published, and with nothing else")
    func tags() async throws {
        let bench = EvaluationBench()
        let tag = try await published(bench).headers[.eTag]
        #expect(try await published(bench, as: .admin, known: tag).status == 304)
        bench.flags.hold(Samples.snapshot(Samples.flags.filter { $0.key != "half" }))
        #expect(try await published(bench, known: tag).status == 304)
        bench.flags.hold(Samples.snapshot(Samples.flags.filter { $0.key != "rule" }))
        #expect(try await published(bench, known: tag).status == 200)
    }
}
