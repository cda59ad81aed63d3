import ArgumentParser
import Wire

/// `rampart flags`.
struct FlagsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flags",
        abstract: "Look at flags, change them by hand, and ask what they serve.",
        discussion: """
            Straight in Redis (--redis, RAMPART_REDIS_URL), or over HTTP with --server and the token in RAMPART_TOKEN.
            What a rollout drives of a flag is changed by orders: rampart advance, rollback, kill …

            EXAMPLES
              rampart flags set new_cart --create --enabled true --percentage 100
              rampart flags evaluate new_cart --user ann
              rampart flags history new_cart
            """,
        subcommands: [
            KeptList<FlagNoun>.self, KeptGet<FlagNoun>.self, FlagsSetCommand.self, KeptDelete<FlagNoun>.self,
            FlagsEvaluateCommand.self, KeptHistory<FlagNoun>.self, KeptRevert<FlagNoun>.self,
        ]
    )
}

/// `rampart flags set`.
struct FlagsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change a flag, create it, or take flags from a file: all of them or none.",
        discussion: """
            EXAMPLES
              rampart flags set new_cart --create --enabled true --percentage 100
              rampart flags set new_cart --percentage 25 --if-version 3 --reason "half of it was too much"
              rampart flags set new_cart --patch '{"owner":"growth","expiresAt":null}'
              rampart flags set --file flags.json
              rampart flags get new_cart --json | rampart flags set --file -
            """
    )

    @Argument(help: "The flag.")
    var name: String?
    @Option(help: ArgumentHelp("Whether it is on at all.", valueName: "true|false"))
    var enabled: Bool?
    @Option(help: ArgumentHelp("The share of users that are in, 0 to 100.", valueName: "number"))
    var percentage: Double?
    @OptionGroup var content: ContentOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        let share = percentage.map { percentage in Int(exactly: percentage).map { JSON($0) } ?? JSON(percentage) }
        try await content.make(
            FlagNoun.self,
            name,
            members: [("enabled", enabled.map { JSON($0) }), ("rolloutPercentage", share)],
            change
        )
    }
}
