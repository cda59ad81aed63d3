import Testing

@Suite struct CheckCommandTests {
    private static let bad = "{\n  \"flagKey\": \"bad\",\n  \"stages\": [{ \"percentage\": 500, \"duration\": 1 }]\n}\n"

    /// The form of the findings, and what they hold of the bad plan.
    static let forms = [
        ("text", "plans/bad.json:3:30: error: stages[0].percentage: "),
        ("github", "::error file=plans/bad.json,line=3,col=30::stages[0].percentage: "),
        ("json", #""path": "stages[0].percentage""#),
    ]

    /// A bad plan makes the exit code 1 and is told of with its place, in each form.
    @Test(arguments: forms)
    func aBadPlanIsNamedWithItsPlace(form: String, finding: String) async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("good"), as: "good.json")
            try world.plan(Self.bad, as: "bad.json")
            let (end, output, errors) = try await world.finished("check", "--format", form, "plans")
            #expect(end == .exit(1))
            #expect(output.contains(finding))
            #expect(errors.isEmpty)
        }
    }

    /// Good plans make it 0.
    @Test(arguments: ["text", "github", "json"])
    func goodPlansAreGood(form: String) async throws {
        try await World.with { world in
            try world.plan(PlanText.steps("good"), as: "good.json")
            try world.plan(PlanText.smallest, as: "smallest.json")
            let (end, output, errors) = try await world.finished("check", "--format", form)
            #expect(end == .exit(0))
            #expect(errors.isEmpty)
            switch form {
            case "text": #expect(output.contains("2 plans: good"))
            case "json": #expect(output.contains(#""good": true"#))
            default: #expect(output.isEmpty)
            }
        }
    }

    /// Names in plans are held against the configuration, where one is given.
    @Test func namesAreHeldAgainstTheConfiguration() async throws {
        try await World.with { world in
            let guards = #" "guards": [{ "name": "late", "metric": { "source": "latency" }, "maxErrorRate": 0.1 }],"#
            try world.plan(PlanText.steps("cart", extra: guards), as: "cart.json")
            for (source, end) in [("latency", ChildProcess.End.exit(0)), ("other", .exit(1))] {
                let file = "\(source).json"
                try world.folder.write(
                    """
                    { "defaultSource": "\(source)", "sources": { "\(source)": { "kind": "report", "url": "http://127.0.0.1:1/{flag}" } } }
                    """,
                    to: file
                )
                let check = try await world.finished("check", "--config", file, "plans")
                #expect(check.end == end, "\(check.output)\(check.errors)")
                #expect(check.errors.isEmpty)
            }
        }
    }

    /// Plans that are not there are no good plans.
    @Test func aMissingFolderIsNotGood() async throws {
        try await World.with { world in
            let (end, _, errors) = try await world.finished("check", "nowhere")
            #expect(end == .exit(3))
            #expect(errors.contains("nowhere"))
        }
    }
}
