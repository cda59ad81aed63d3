import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct CheckTests {
    /// A flag hangs on hooks that allow, deny, answer nonsense, are late or are not there: only the first lets anyone in, the
    /// reason is told, secrets reach the hook alone, and what was served is written into the flag's usage.
    @Test func onlyAHookThatAllowsLetsIn() async throws {
        try await World.with { world in
            let bodies = Mutex<[String]>([])
            let hooks = try HTTPServer { request in
                bodies.withLock { $0.append(request.body) }
                switch request.path {
                case "/allow": return .plain(#"{"allowed":true}"#)
                case "/deny": return .plain(#"{"allowed":false,"reason":"over the limit"}"#)
                case "/nonsense": return .plain(#"{"allowed":"yes"}"#)
                case "/late": return .dripping(#"{"allowed":true}"#, gap: 30_000)
                default: return .plain("{}", status: "500 Internal Server Error")
                }
            }
            hooks.listen()
            defer { hooks.stop() }
            let names = ["allow", "deny", "nonsense", "late", "failing"]
            let checks = names.map { #""\#($0)":{"url":"\#(hooks.url)/\#($0)","timeout":"\#($0 == "late" ? "200ms" : "30s")"}"# }
            let unset = #""unset":{"url":"\#(hooks.url)/allow","headers":{"Authorization":{"env":"NOT_THERE"}}}"#
            let away = #""away":{"url":"http://127.0.0.1:1/x"}"#
            try world.folder.write(
                #"{"server":{"checks":{\#((checks + [unset, away]).joined(separator: ","))}}}"#,
                to: "checks.json"
            )
            try world.redis("HSET", "flags:f", "enabled", "1", "rolloutPercentage", "100", "version", "1")
            try world.redis("SADD", "flags:index", "f")
            let controller = try await world.controller(arguments: ["--config", "checks.json"])
            let ask = APIClient(port: controller.port)
            try await eventually("the flags are loaded") { controller.readiness?.status == 200 }

            func check(_ names: String...) throws -> String {
                let list = names.map { "\"\($0)\"" }.joined(separator: ",")
                let body = #"{"context":{"userId":"ann"},"checks":[\#(list)]}"#
                return try ask("POST", "/api/feature-flags/f/check", body: body).body
            }
            #expect(try check("allow").contains(#""enabled":true"#))
            #expect(bodies.withLock(\.self) == [#"{"check":"allow","flag":"f","context":{"userId":"ann"}}"#])
            for (name, why) in [
                ("deny", "over the limit"), ("nonsense", "its answer is not"), ("late", "did not answer within"),
                ("failing", "status 500"), ("unset", "NOT_THERE"), ("away", "could not be asked"),
            ] {
                let answer = try check("allow", name)
                #expect(answer.contains(#""enabled":false"#) && answer.contains(#""check":"\#(name)""#), "\(answer)")
                #expect(answer.contains(why), "\(answer)")
            }
            #expect(try ask("POST", "/api/feature-flags/f/check", body: #"{"context":{},"checks":["alow"]}"#).status == 400)
            let metrics = HTTPClient.get("/metrics", port: controller.port)?.body ?? ""
            #expect(metrics.contains(#"rampart_checks_total{check="deny",outcome="denied"} 1"#))
            #expect(metrics.contains(#"rampart_checks_total{check="late",outcome="failed"} 1"#))
            #expect(metrics.contains(#"rampart_evaluations_total{flag="f",result="off"} 6"#))

            controller.program.signal(15)
            #expect(try await controller.program.ending() == .exit(0))
            #expect(try world.redis("HGET", "usage:f", "on").text == "1")
            #expect(try world.redis("HGET", "usage:f", "off").text == "6")
        }
    }
}
