import Testing

@Suite(.timeLimit(.minutes(10))) struct PythonProviderTests {
    private static let flags = """
        [{"key":"bool","enabled":true,"rolloutPercentage":100,"clientSide":true},
         {"key":"half","enabled":true,"rolloutPercentage":50},
         {"key":"killed","rolloutPercentage":100},
         {"key":"rule","enabled":true,"rolloutPercentage":100,
          "targeting":[{"attribute":"user.plan","operator":"in","value":["pro","team"]}]},
         {"key":"text","enabled":true,"rolloutPercentage":100,"valueType":"string","variants":{"blue":"bl\\u00e4u \\"1\\"","red":"rot"},
          "defaultVariant":"red","distribution":{"blue":100,"red":0}},
         {"key":"whole","enabled":true,"rolloutPercentage":100,"valueType":"integer","variants":{"many":20,"few":2},
          "defaultVariant":"few","distribution":{"many":100,"few":0}},
         {"key":"part","enabled":true,"rolloutPercentage":100,"valueType":"float","variants":{"two":2.0,"half":0.5},
          "defaultVariant":"half","distribution":{"two":100,"half":0}},
         {"key":"things","enabled":true,"rolloutPercentage":100,"valueType":"object","variants":{"full":{"n":2.0,"l":[1,"x"]},"none":{}},
          "defaultVariant":"none","distribution":{"full":100,"none":0}}]
        """

    /// What is asked, and the line that the client must print for it.
    private static let expectations: [(question: String, line: String)] = [
        (#"client-secret|boolean|bool|{"targetingKey":"u"}"#, "bool true STATIC on -"),
        ("client-secret|boolean|bool|", "bool true STATIC on -"), (#"browser-secret|boolean|bool|{}"#, "bool true STATIC on -"),
        (#"client-secret|boolean|half|{"targetingKey":"user-2"}"#, "bool true SPLIT on -"),
        (#"client-secret|boolean|half|{"targetingKey":"user-0"}"#, "bool false SPLIT off -"),
        (#"client-secret|boolean|killed|{"targetingKey":"u"}"#, "bool false DISABLED off -"),
        (#"client-secret|boolean|rule|{"targetingKey":"u","user":{"plan":"team"}}"#, "bool true TARGETING_MATCH on -"),
        (#"client-secret|boolean|rule|{"targetingKey":"u","user":{"plan":"free"}}"#, "bool false DEFAULT off -"),
        (#"client-secret|string|text|{"targetingKey":"u"}"#, #"str "bl\u00e4u \"1\"" STATIC blue -"#),
        (#"client-secret|integer|whole|{"targetingKey":"u"}"#, "int 20 STATIC many -"),
        (#"client-secret|float|part|{"targetingKey":"u"}"#, "float 2.0 STATIC two -"),
        (#"client-secret|object|things|{"targetingKey":"u"}"#, #"dict {"n": 2.0, "l": [1, "x"]} STATIC full -"#),
        // What fails gives what the code gives.
        ("client-secret|boolean|half|{}", "bool true ERROR - TARGETING_KEY_MISSING {}"),
        (#"client-secret|boolean|nothing|{"targetingKey":"u"}"#, "bool true ERROR - FLAG_NOT_FOUND {}"),
        (#"browser-secret|boolean|half|{"targetingKey":"u"}"#, "bool true ERROR - FLAG_NOT_FOUND {}"),
        (#"client-secret|integer|text|{"targetingKey":"u"}"#, "int -1 ERROR - TYPE_MISMATCH {}"),
        (#"client-secret|float|whole|{"targetingKey":"u"}"#, "float -1.5 ERROR - TYPE_MISMATCH {}"),
        (#"wrong|string|text|{"targetingKey":"u"}"#, #"str "code" ERROR - GENERAL {}"#),
        (#"viewer-secret|object|things|{"targetingKey":"u"}"#, #"dict {"code": true} ERROR - GENERAL {}"#),
    ]

    /// Flags made over HTTP are evaluated by the published client against the real program: every type, reason and error.
    @Test func thePublishedClientIsServed() async throws {
        try await World.with { world in
            try world.folder.write(#"{"server":{"tokens":\#(Tokens.settings)}}"#, to: "tokens.json")
            let controller = try await world.controller(arguments: ["--config", "tokens.json"])
            let admin = APIClient(port: controller.port, token: "admin-secret")
            let made = try admin("POST", "/api/admin/flags/batch", body: Self.flags)
            try #require(made.status < 300, "\(made.body)")
            try await eventually("the flags are served") {
                try admin("POST", "/ofrep/v1/evaluate/flags/things", body: #"{"context":{}}"#).status == 200
            }
            let questions = Self.expectations.map(\.question)
            let lines = try await PythonClient.ask(questions, port: controller.port, world)
            try #require(lines.count == questions.count)
            for (line, expected) in zip(lines, Self.expectations) {
                #expect(line.hasPrefix(expected.line), "\(expected.question): \(line)")
            }
            #expect(lines[0].hasSuffix(#""arm": "treatment"}"#) && lines[0].contains(#"{"version": 1, "revision": ""#))

            // A kill is what the client is served next.
            #expect(try admin("POST", "/api/rollouts/bool/kill", body: #"{"reason":"harm"}"#).status == 200)
            try await eventually("the kill is served") {
                try admin("POST", "/ofrep/v1/evaluate/flags/bool", body: #"{"context":{}}"#).body.contains("DISABLED")
            }
            let killed = try await PythonClient.ask(
                [#"client-secret|boolean|bool|{"targetingKey":"u"}"#],
                port: controller.port,
                world
            )
            #expect(killed.first?.hasPrefix("bool false DISABLED off -") == true, "\(killed)")
        }
    }
}
