import ArgumentParser
import Promises

/// Runs seeds against the promises; one that breaks a promise is made as short as it can be and told with its replay.
@main
struct SimulationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rampart-simulation",
        abstract: "Hold Rampart's controllers against their promises in simulated worlds, one a seed.",
        discussion: """
            Each seed draws controllers, plans, features, operators and faults, and runs Rampart's own controller, store, \
            scripts and couriers among them in virtual time. The first broken promise is told with the fewest faults that \
            still break it, what happened, and the command that runs it again. The exit status is then 1.

            Examples:
              rampart-simulation --seeds 200000 --jobs 2
              rampart-simulation --seeds 5000 --from 200000 --go-on
              rampart-simulation --seed 502 --troubles 2,3,4,5 --trace
              rampart-simulation --planted all --seeds 2000
              rampart-simulation --planted 'commits are not fenced'
            """
    )

    @Option(help: "How many seeds to run.")
    var seeds = 2000
    @Option(name: .customLong("from"), help: "The first seed.")
    var first: UInt64 = 0
    @Option(help: "How many runs at a time.")
    var jobs = 2
    @Option(help: "Run this seed alone.")
    var seed: UInt64?
    @Option(help: "Of the faults of --seed, keep only those of these numbers, separated by commas; '' for none.")
    var troubles: String?
    @Flag(help: "Print everything that happens in the run of --seed.")
    var trace = false
    @Flag(help: "Go on after a broken promise, and list all of them.")
    var goOn = false
    @Option(help: "Plant the bug of this name, to see the campaign find it; 'all': each in turn, as a table.")
    var planted: String?

    func validate() throws {
        guard seeds > 0, jobs > 0 else { throw ValidationError("--seeds and --jobs must be above zero") }
        if seed == nil, troubles != nil || trace { throw ValidationError("--troubles and --trace need --seed") }
        if let troubles, Self.numbers(troubles) == nil {
            throw ValidationError("--troubles takes numbers separated by commas, such as 0,3,4")
        }
        guard let planted, planted != "all" || seed != nil, PlantedBug.named(planted) == nil else { return }
        let names = PlantedBug.catalogue.map { "\n  \($0.name)" }.joined()
        throw ValidationError("there is no planted bug '\(planted)'; known are:\(names)")
    }

    func run() async throws {
        DeterministicHashing.ensure()
        if planted == "all" { return try await table() }
        let bug = planted.flatMap(PlantedBug.named) ?? PlantedBug()
        guard let seed else { return try await campaign(bug) }
        let run = Replay(seed: seed, troubles: troubles.flatMap(Self.numbers), bug: bug).run(traces: trace)
        Screen.show(run.lines)
        Screen.show([run.summary])
        if run.violation != nil { throw ExitCode(1) }
    }

    private static func numbers(_ text: String) -> Set<Int>? {
        let words = text.split(separator: ",")
        let numbers = words.compactMap { Int($0) }
        return numbers.count == words.count ? Set(numbers) : nil
    }

    private func campaign(_ bug: PlantedBug) async throws {
        let campaign = Campaign(first: first, count: seeds, jobs: jobs, goesOn: goOn, bug: bug)
        let screen = Screen(total: seeds)
        let progress = await campaign.run { screen.tell($0) }
        screen.close(progress)
        guard let first = progress.broken.min(by: { $0.seed < $1.seed }) else { return }
        Screen.show(Report(of: first, bug: bug).lines)
        throw ExitCode(1)
    }

    private func table() async throws {
        var missed = 0
        Screen.show(PlantedBug.head)
        for bug in PlantedBug.catalogue {
            let progress = await Campaign(first: first, count: seeds, jobs: jobs, bug: bug).run()
            if progress.broken.isEmpty { missed += 1 }
            Screen.show([bug.row(progress, from: first)])
        }
        if missed > 0 { throw ExitCode(1) }
    }
}
