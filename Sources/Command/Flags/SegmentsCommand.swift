import ArgumentParser
import Wire

/// `rampart segments`.
struct SegmentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segments",
        abstract: "Look at segments, change them, and find where they overlap.",
        discussion: """
            A segment is a named set of rules; flags and stages of plans refer to it by its id.

            EXAMPLES
              rampart segments set staff --create --patch '{"rules":[{"attribute":"email","operator":"endsWith","value":"@example.com"}]}'
              rampart segments list
              rampart segments overlaps
            """,
        subcommands: [
            KeptList<SegmentNoun>.self, KeptGet<SegmentNoun>.self, SegmentsSetCommand.self, KeptDelete<SegmentNoun>.self,
            SegmentsOverlapsCommand.self, KeptHistory<SegmentNoun>.self, KeptRevert<SegmentNoun>.self,
        ]
    )
}

/// `rampart segments set`.
struct SegmentsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change a segment, create it, or take segments from a file: all of them or none.",
        discussion: """
            EXAMPLES
              rampart segments set --file segments.json
              rampart segments set beta_testers --patch '{"priority":10}' --if-version 2
            """
    )

    @Argument(help: "The segment.")
    var name: String?
    @OptionGroup var content: ContentOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws { try await content.make(SegmentNoun.self, name, members: [], change) }
}

/// `rampart segments overlaps`.
struct SegmentsOverlapsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlaps",
        abstract: "Tell which segments overlap, each with a context that is in both, and which nobody can be in.",
        discussion: """
            EXAMPLE
              rampart segments overlaps
            """
    )

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let answer = try await admin.ask(AdminTask(deed: .overlaps))
        Terminal.line(admin.json ? answer.pretty() : OverlapReport.text(answer))
    }
}
