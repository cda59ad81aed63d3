import ArgumentParser
import Rollouts

/// `rampart start`.
struct StartCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Enter the first stage now.",
        discussion: """
            EXAMPLE
              rampart start new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.start
    @OptionGroup var options: OrderOptions
}

/// `rampart pause`.
struct PauseCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop a rollout's clock; its guards go on protecting.",
        discussion: """
            EXAMPLE
              rampart pause new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.pause
    @OptionGroup var options: OrderOptions
}

/// `rampart resume`.
struct ResumeCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on after a pause, a halt, or the loss of the plan's file.",
        discussion: """
            EXAMPLE
              rampart resume new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.resume
    @OptionGroup var options: OrderOptions
}

/// `rampart approve`.
struct ApproveCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Allow the next stage once.",
        discussion: """
            EXAMPLE
              rampart approve new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.approve
    @OptionGroup var options: OrderOptions
}

/// `rampart advance`.
struct AdvanceCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance",
        abstract: "Enter the next stage now.",
        discussion: """
            EXAMPLE
              rampart advance new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.advance
    @OptionGroup var options: OrderOptions
    @Flag(help: "Go through guards that are breached or unread; evidence of harm begins afresh.")
    var force = false
    var isForced: Bool { force }
}

/// `rampart promote`.
struct PromoteCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Enter the last stage now.",
        discussion: """
            EXAMPLE
              rampart promote new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.promote
    @OptionGroup var options: OrderOptions
    @Flag(help: "Go through guards that are breached or unread; evidence of harm begins afresh.")
    var force = false
    var isForced: Bool { force }
}

/// `rampart stepBack`.
struct StepBackCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepBack",
        abstract: "Go back to the previous stage's percentage, and stop there.",
        discussion: """
            EXAMPLE
              rampart stepBack new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.stepBack
    @OptionGroup var options: OrderOptions
}

/// `rampart rollback`.
struct RollbackCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go to 0 % now.",
        discussion: """
            EXAMPLE
              rampart rollback new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.rollback
    @OptionGroup var options: OrderOptions
}

/// `rampart restart`.
struct RestartCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Begin a new attempt from the first stage.",
        discussion: """
            EXAMPLE
              rampart restart new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.restart
    @OptionGroup var options: OrderOptions
}

/// `rampart kill`.
struct KillCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Turn a flag off at once, whatever its rollout is doing.",
        discussion: """
            EXAMPLE
              rampart kill new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.kill
    @OptionGroup var options: OrderOptions
}

/// `rampart restore`.
struct RestoreCommand: OrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Turn a killed flag on again, as it was.",
        discussion: """
            EXAMPLE
              rampart restore new_checkout_flow --reason "seen by on-call"
            """
    )
    static let order = Order.restore
    @OptionGroup var options: OrderOptions
}
