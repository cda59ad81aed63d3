import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("/api/admin/flags and /api/admin/segments")
struct FlagRouteTests {
    @Test("A flag's life: created, read, changed, deleted, brought back; its history tells who and why")
    func life() async throws {
        let bench = DoorBench()
        let created = try await bench.admin(
            .post,
            "flags",
            headers: [.rampartReason: "first", .rampartActor: "Ann"],
            body: #"{"key":"f","variants":{"on":true,"off":false}}"#
        )
        #expect(created.status == 201 && created.headers[.eTag] == "\"1\"")
        #expect(created.json["outcome"]?.string == "created" && created.json["flag"]?["enabled"]?.bool == false)

        let read = try await bench.send(.get, "/api/admin/flags/f", as: .viewer)
        #expect(read.status == 200 && read.headers[.eTag] == "\"1\"" && read.json == created.json["flag"])
        let known = try await bench.send(.get, "/api/admin/flags/f", as: .viewer, headers: [.ifNoneMatch: "\"1\""])
        #expect(known.status == 304 && known.text.isEmpty)

        let changed = try await bench.admin(.patch, "flags/f", headers: [.ifMatch: "\"1\""], body: #"{"rolloutPercentage":12.5}"#)
        #expect(changed.status == 200 && changed.headers[.eTag] == "\"2\"")
        #expect(changed.json["flag"]?["rolloutPercentage"]?.text == "12.5")
        let same = try await bench.admin(.patch, "flags/f", body: #"{"rolloutPercentage":12.5}"#)
        #expect(same.json["outcome"]?.string == "unchanged" && same.headers[.eTag] == "\"2\"")

        let deleted = try await bench.admin(.delete, "flags/f", headers: [.rampartReason: "over"])
        #expect(deleted.status == 200 && deleted.headers[.eTag] == nil)
        #expect(try await bench.send(.get, "/api/admin/flags/f", as: .viewer).code == "flag_not_found")
        #expect(try await bench.admin(.delete, "flags/f").status == 404)

        let back = try await bench.admin(.post, "flags/f/revert", body: #"{"version":2,"reason":"missed"}"#)
        #expect(back.status == 201 && back.json["version"]?.integer == 4)
        #expect(back.json["flag"]?["rolloutPercentage"]?.text == "12.5")

        let entries = try await bench.send(.get, "/api/admin/flags/f/history", as: .viewer).json["entries"]?.array ?? []
        #expect(entries.map { $0["event"]?["version"]?.integer } == [4, 3, 2, 1])
        #expect(entries.map { $0["event"]?["reason"]?.string } == ["missed", "over", "", "first"])
        #expect(entries.last?["event"]?["actor"]?.string == "admin (for Ann)")
        let newest = try await bench.send(.get, "/api/admin/flags/f/history?limit=1", as: .viewer).json["entries"]?.array
        #expect(newest?.count == 1 && newest?.first?["event"]?["change"]?.string == "reverted")
    }

    @Test("A segment's life, by the same routes")
    func segments() async throws {
        let bench = DoorBench()
        let rules = #"[{"attribute":"tier","operator":"equals","value":"pro"}]"#
        #expect(try await bench.admin(.post, "segments", body: #"{"id":"s","rules":\#(rules)}"#).status == 201)
        #expect(try await bench.admin(.patch, "segments/s", body: #"{"priority":3}"#).headers[.eTag] == "\"2\"")
        let list = try await bench.send(.get, "/api/admin/segments", as: .viewer)
        #expect(list.json["segments"]?.array?.first?["priority"]?.integer == 3)
        #expect(try await bench.admin(.post, "flags", body: #"{"key":"f","segments":["s"]}"#).status == 201)
        let used = try await bench.admin(.delete, "segments/s")
        #expect(used.status == 409 && used.code == "in_use" && used.message.contains("f"))
        #expect(try await bench.admin(.post, "segments/s/revert", body: #"{"version":1}"#).headers[.eTag] == "\"3\"")
        #expect(try await bench.admin(.delete, "flags/f").status == 200)
        #expect(try await bench.admin(.delete, "segments/s").status == 200)
        #expect(try await bench.send(.get, "/api/admin/segments/s", as: .viewer).code == "segment_not_found")
        #expect(try await bench.send(.get, "/api/admin/segments/s/history", as: .viewer).json["entries"]?.array?.count == 4)
        #expect(try await bench.send(.get, "/api/admin/flags/segment%3As/history", as: .viewer).code == "flag_not_found")
    }

    @Test("Viewers read, admins write, nobody else does either")
    func roles() async throws {
        let bench = DoorBench()
        let routes = bench.table.routes.filter { $0.path.hasPrefix("/api/admin/") }
        #expect(routes.count == 18)
        for (number, route) in routes.enumerated() {
            let reads = route.method == .get || route.path.hasSuffix("/evaluate")
            #expect(route.access == .role(reads ? .viewer : .admin), "\(route.method) \(route.path)")
            let path = route.path.replacing("{key}", with: "f").replacing("{id}", with: "f")
            for role in Role.allCases {
                let answer = try await bench.send(route.method, path, as: role, body: "x", from: "10.0.1.\(number)")
                let isIn = role == .admin || (reads && (role == .viewer || role == .operator))
                #expect((answer.code == "role_too_low") == !isIn && (answer.status == 403) == !isIn, "\(role) \(route.path)")
            }
        }
        #expect(try await bench.flags.entries() == 0)
    }

    @Test(
        "Conditions: a change is made on the version that it was made from, or not at all",
        arguments: [
            ("If-Match", "\"2\"", 200, ""), ("If-Match", "2", 200, ""), ("If-Match", "W/\"2\"", 200, ""),
            ("If-Match", "*", 200, ""),
            ("If-Match", "\"1\"", 412, "version_mismatch"), ("If-Match", "\"x\"", 412, "version_mismatch"),
            ("If-Match", "\"1\", \"2\"", 400, "invalid_header"), ("If-None-Match", "*", 412, "already_exists"),
            ("If-None-Match", "\"2\"", 400, "invalid_header"),
        ]
    )
    func conditions(name: String, value: String, status: Int, code: String) async throws {
        let bench = DoorBench()
        _ = try await bench.admin(.post, "flags", body: #"{"key":"f"}"#)
        _ = try await bench.admin(.patch, "flags/f", body: #"{"owner":"a"}"#)
        let header = try #require(HTTPField.Name(name))
        let answer = try await bench.admin(.post, "flags", headers: [header: value], body: #"{"key":"f","owner":"b"}"#)
        #expect(answer.status == status && (answer.code ?? "") == code)
        let owner = try await bench.send(.get, "/api/admin/flags/f", as: .viewer).json["owner"]?.string
        #expect(owner == (status == 200 ? "b" : "a"))
        #expect(
            try await bench.admin(.post, "flags", headers: [header: value], body: #"{"key":"new"}"#).status
                == (status == 400 ? 400 : value == "*" && name == "If-None-Match" ? 201 : value == "*" ? 404 : 412)
        )
    }

    @Test("Every finding has its place and its pointer")
    func findings() async throws {
        let body = "{\"key\":\"f\",\n \"enbled\":true,\n \"targeting\":[{\"attribute\":\"a\",\"operator\":\"like\"}]}"
        let answer = try await DoorBench().admin(.post, "flags", body: body)
        #expect(answer.status == 400 && answer.code == "invalid_body")
        let faults = answer.json["error"]?["detail"]?["faults"]?.array ?? []
        #expect(faults.map { $0["pointer"]?.string } == ["/enbled", "/targeting/0/operator"])
        #expect(faults.map { $0["line"]?.integer } == [2, 3])
        #expect(faults.first?["message"]?.string?.contains("'enabled'") == true)
    }

    @Test("A flag that a rollout drives is changed by orders, and the order is named")
    func driven() async throws {
        let bench = DoorBench()
        _ = try await bench.admin(.post, "flags", body: #"{"key":"f","enabled":true,"rolloutPercentage":5}"#)
        try await bench.flags.redis("HSET", "rollouts:f", "phase", "progressing", "version", "1")
        let table = [
            (#"{"rolloutPercentage":25}"#, "advance"), (#"{"rolloutPercentage":100}"#, "promote"),
            (#"{"rolloutPercentage":0}"#, "rollback"), (#"{"enabled":false}"#, "kill"),
        ]
        for (body, order) in table {
            let answer = try await bench.admin(.patch, "flags/f", body: body)
            #expect(answer.status == 409 && answer.code == "driven_by_rollout")
            #expect(answer.json["error"]?["detail"]?["order"]?.string == order && answer.message.contains("order \(order)"))
        }
        #expect(try await bench.admin(.delete, "flags/f").json["error"]?["detail"]?["order"]?.string == "rollback")
        #expect(try await bench.admin(.patch, "flags/f", body: #"{"owner":"growth"}"#).status == 200)
    }

    @Test("What somebody wrote past the rules is shown with its faults")
    func faulty() async throws {
        let bench = DoorBench()
        _ = try await bench.admin(.post, "flags", body: #"{"key":"f"}"#)
        try await bench.flags.redis("HSET", "flags:f", "targeting", "[{")
        let answer = try await bench.send(.get, "/api/admin/flags/f", as: .viewer)
        #expect(answer.status == 200 && answer.json["faults"]?.array?.count == 1)
        try await bench.flags.redis("SADD", "flags:index", "g")
        try await bench.flags.redis("SET", "flags:g", "text")
        let list = try await bench.send(.get, "/api/admin/flags", as: .viewer).json
        #expect(list["flags"]?.array?.count == 1 && list["unreadable"]?.array?.first?["key"]?.string == "g")
        #expect(try await bench.send(.get, "/api/admin/flags/g", as: .viewer).code == "store_fault")
    }

    @Test("Names and bodies of a hostile size make no answer of that size", arguments: ["key", "enabled"])
    func hostile(member: String) async throws {
        let long = String(repeating: "x", count: 200_000)
        let body = member == "key" ? #"{"key":"\#(long)"}"# : #"{"key":"f","\#(long)":1}"#
        let answer = try await DoorBench().admin(.post, "flags", body: body)
        #expect(answer.status == 400 && answer.text.utf8.count < 4000)
        for text in ["", "{", "[]", "5", "null", #"{"key":"f","key":"g"}"#] {
            #expect(try await DoorBench().admin(.post, "flags", body: text).status == 400, "\(text)")
        }
    }

    @Test("A reason that is too long is refused, in the header and in the body")
    func reasons() async throws {
        let bench = DoorBench()
        let long = String(repeating: "ä", count: 501)
        let header = try await bench.admin(.post, "flags", headers: [.rampartReason: long], body: #"{"key":"f"}"#)
        #expect(header.status == 400 && header.code == "invalid_header")
        let body = try await bench.admin(.post, "flags/f/revert", body: #"{"version":1,"reason":"\#(long)"}"#)
        #expect(body.status == 400 && body.code == "invalid_body")
        #expect(try await bench.flags.entries() == 0)
    }
}

extension DoorBench {
    /// A request of an admin's below `/api/admin/`.
    func admin(
        _ method: HTTPRequest.Method,
        _ path: String,
        as role: Role = .admin,
        headers: HTTPFields = [:],
        body: String = ""
    ) async throws -> Answered {
        try await send(method, "/api/admin/\(path)", as: role, headers: headers, body: body)
    }
}
