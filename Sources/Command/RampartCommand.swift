package import ArgumentParser

/// The command line's root.
package struct RampartCommand: AsyncParsableCommand {
    /// What `--help` says.
    package static let configuration = CommandConfiguration(
        commandName: "rampart",
        abstract: "Rolls features out behind flags, stage by stage, and takes them back before they harm.",
        discussion: """
            A first look:                 rampart demo
            Check the plans of a folder:  rampart check plans
            Run with a Redis of its own:  rampart run --private-redis --plans plans
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, DemoCommand.self, CheckCommand.self, SimulateCommand.self, SchemaCommand.self, TokenCommand.self,
        ],
        groupedSubcommands: [
            CommandGroup(
                name: "Looking",
                subcommands: [StatusCommand.self, ExplainCommand.self, HistoryCommand.self]
            ),
            CommandGroup(name: "Flags", subcommands: [FlagsCommand.self, SegmentsCommand.self]),
            CommandGroup(
                name: "Orders",
                subcommands: [
                    StartCommand.self, PauseCommand.self, ResumeCommand.self, ApproveCommand.self, AdvanceCommand.self,
                    PromoteCommand.self, StepBackCommand.self, RollbackCommand.self, RestartCommand.self,
                    KillCommand.self,
                    RestoreCommand.self,
                ]
            ),
        ]
    )

    /// Made by the argument parser.
    package init() {}
}

/// The program's version.
enum Version {
    static let text = "0.1.0"
}
