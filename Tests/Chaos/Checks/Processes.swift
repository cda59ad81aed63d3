/// Promises 8 and 9: no process ends by itself, and none gives a secret away.
enum Processes {
    static func ends(_ evidence: Evidence) -> Finding {
        var violations = evidence.journal.complaints
        var early = 0
        for life in evidence.lives {
            let errors = life.process.errors
            if errors.contains("Fatal error") || errors.contains("Sanitizer") {
                violations.append("\(life.name): \(errors.suffix(1500))")
            } else if life.ended != nil, life.cause == nil {
                // One that finds no Redis at its start says so and ends.
                if life.process.end == .exit(3), !errors.contains("leads ") {
                    early += 1
                } else {
                    violations.append(
                        "\(life.name) ended by itself as \(life.process.end.map { "\($0)" } ?? "?"): \(errors.suffix(800))"
                    )
                }
            }
        }
        return Finding(
            promises: [8],
            name: "controllers end only when they are made to",
            looked: evidence.lives.count,
            violations: violations,
            remark: early == 0 ? "" : "\(early) found no Redis at their start"
        )
    }

    /// Looks for the secrets in everything that was printed, and in the files of Redis.
    static func secrets(_ secrets: [String], _ scratch: ScratchFolder) async throws -> Finding {
        let words = secrets.flatMap { ["-e", $0] }
        let search = try ChildProcess("grep", ["-rlaF"] + words + [scratch.path], folder: scratch.path, name: "grep")
        let end = try await search.ending(within: .seconds(120))
        let isClean = end == .exit(1)
        return Finding(
            promises: [9],
            name: "no secret is printed or kept in Redis",
            looked: secrets.count,
            violations: isClean ? [] : ["found in \(search.output) \(search.errors)"]
        )
    }
}
