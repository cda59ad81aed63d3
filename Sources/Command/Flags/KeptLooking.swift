import ArgumentParser
import FlagStore
import Wire

/// `rampart flags list`, `rampart segments list`.
struct KeptList<Noun: KeptNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list",
            abstract: "List every \(Noun.noun) in a line.",
            discussion: """
                EXAMPLES
                  \(Noun.command) list
                  \(Noun.command) list --json > \(Noun.noun)s.json
                """
        )
    }

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let answer = try await admin.ask(AdminTask(deed: .list(Noun.kind)))
        if admin.json { return Terminal.line(answer.pretty()) }
        Terminal.line(KeptReport(kind: Noun.kind).lines(answer))
    }
}

/// `rampart flags get`, `rampart segments get`.
struct KeptGet<Noun: KeptNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "get",
            abstract: "Show one \(Noun.noun).",
            discussion: """
                EXAMPLES
                  \(Noun.command) get \(Noun.example)
                  \(Noun.command) get \(Noun.example) --json > \(Noun.example).json
                """
        )
    }

    @Argument(help: "Its name.")
    var name: String
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let answer = try await admin.ask(AdminTask(deed: .one(try Noun.name(name))))
        if admin.json { return Terminal.line(answer.pretty()) }
        Terminal.line(KeptReport(kind: Noun.kind).full(answer))
    }
}

/// `rampart flags history`, `rampart segments history`.
struct KeptHistory<Noun: KeptNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "history",
            abstract: "List what was done to a \(Noun.noun), by whom and why, newest first; a deleted one's too.",
            discussion: """
                EXAMPLES
                  \(Noun.command) history \(Noun.example)
                  \(Noun.command) history \(Noun.example) --limit 5 --json
                """
        )
    }

    @Argument(help: "Its name.")
    var name: String
    @Option(help: "How many entries at most.")
    var limit = 50
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let most = FlagKeeper.mostHistory
        guard (1...most).contains(limit) else { throw Complaint.usage("--limit is a whole number, 1 to \(most)") }
        let answer = try await admin.ask(AdminTask(deed: .history(try Noun.name(name), limit: limit)))
        if admin.json { return Terminal.line(answer.pretty()) }
        for entry in answer["entries"]?.array ?? [] { Terminal.line(HistoryLine.text(entry)) }
    }
}
