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
        subcommands: [RunCommand.self, DemoCommand.self, CheckCommand.self, SchemaCommand.self]
    )

    /// Made by the argument parser.
    package init() {}
}

/// The program's version.
enum Version {
    static let text = "0.1.0"
}
