import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("What flags serve and where segments overlap")
struct FlagQuestionTests {
    private static func loaded() async throws -> DoorBench {
        let bench = DoorBench()
        let rules = #"[{"attribute":"tier","operator":"in","value":["pro","business"]}]"#
        _ = try await bench.admin(.post, "segments", body: #"{"id":"paying","rules":\#(rules)}"#)
        let mail = #"[{"attribute":"email","operator":"endsWith","value":"@example.com"}]"#
        _ = try await bench.admin(.post, "segments", body: #"{"id":"staff","rules":\#(mail)}"#)
        _ = try await bench.admin(
            .post,
            "flags",
            body: #"{"key":"f","enabled":true,"rolloutPercentage":100,"segments":["paying"]}"#
        )
        try await bench.flags.load()
        return bench
    }

    @Test("An evaluation says value, variant, reason and why")
    func evaluation() async throws {
        let bench = try await Self.loaded()
        let isIn = try await bench.admin(
            .post,
            "flags/f/evaluate",
            as: .viewer,
            body: #"{"context":{"userId":"u","tier":"pro"}}"#
        ).json
        #expect(isIn["value"]?.bool == true && isIn["variant"]?.string == "on" && isIn["reason"]?.string == "TARGETING_MATCH")
        #expect(isIn["segments"] == ["paying"] && isIn["cause"]?.string == "in_rollout")
        let isOut = try await bench.admin(.post, "flags/f/evaluate", as: .viewer, body: "{}").json
        #expect(isOut["value"]?.bool == false && isOut["reason"]?.string == "DEFAULT" && isOut["cause"]?.string == "segments")
        #expect(isOut["details"]?.string?.contains("'paying'") == true)
    }

    @Test("Questions that cannot be answered")
    func faults() async throws {
        let bench = try await Self.loaded()
        #expect(try await bench.admin(.post, "flags/g/evaluate", body: "{}").code == "flag_not_found")
        let list = try await bench.admin(.post, "flags/f/evaluate", body: #"{"context":[]}"#)
        #expect(list.status == 400 && list.json["error"]?["detail"]?["faults"]?.array?.first?["pointer"]?.string == "/context")
        let early = try await DoorBench().admin(.post, "flags/f/evaluate", body: "{}")
        #expect(early.status == 503 && early.code == "flags_not_loaded" && early.headers[.retryAfter] == "1")
    }

    @Test("An overlap comes with a context that is in both segments; a contradiction with its attribute")
    func overlaps() async throws {
        let bench = try await Self.loaded()
        let both = #"[{"attribute":"tier","operator":"equals","value":"a"},{"attribute":"tier","operator":"equals","value":"b"}]"#
        _ = try await bench.admin(.post, "segments", body: #"{"id":"nobody","rules":\#(both)}"#)
        let report = try await bench.send(.get, "/api/admin/segments/overlaps", as: .viewer).json
        let overlap = try #require(report["overlaps"]?.array?.first)
        #expect(report["overlaps"]?.array?.count == 1 && overlap["segments"] == ["paying", "staff"])
        let context = try #require(overlap["context"])
        let answer = try await bench.admin(.post, "flags/f/evaluate", body: (["context": context] as JSON).text).json
        #expect(answer["segments"] == ["paying", "staff"])
        let contradiction = report["contradictions"]?.array?.first
        #expect(contradiction?["segment"]?.string == "nobody" && contradiction?["attribute"]?.string == "tier")
    }

    @Test("Names of routes are no segments", arguments: ["overlaps", "batch", "index"])
    func reserved(id: String) async throws {
        let rules = #"[{"attribute":"a","operator":"exists"}]"#
        let answer = try await DoorBench().admin(.post, "segments", body: #"{"id":"\#(id)","rules":\#(rules)}"#)
        #expect(answer.status == 400 && answer.text.contains("reserved"))
    }
}
