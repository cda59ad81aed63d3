import Glibc
import Synchronization

/// Real processes, real faults, and the promises held against what was seen.
@main
struct Chaos {
    static func main() async {
        Interruption.listen()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") || arguments.contains("-h") { return Console.say(Options.usage) }
        let options: Options
        do { options = try Options(arguments) } catch {
            Console.complain("\(error); --help shows what is possible.")
            exit(2)
        }
        do {
            exit(try await run(options) ? 0 : 1)
        } catch {
            Console.complain("\(error)")
            exit(3)
        }
    }

    /// Runs it all; false where a promise was broken.
    private static func run(_ options: Options) async throws -> Bool {
        if options.printsJSON { Console.makeWay() }
        Console.say("Chaos for \(options.minutes) min, mode \(options.mode), seed \(options.seed), \(options.rollouts) rollouts.")
        let estate = try await Estate(options)
        Interruption.noteEstate(estate)
        Console.say("Files are in \(estate.scratch.path).")
        let watch = Watch(estate.redis)
        let journal = Journal()
        let havoc = Havoc(
            estate: estate,
            watch: watch,
            journal: journal,
            seed: options.seed,
            until: journal.began + options.minutes * 60_000
        )
        let calm = Calm(estate: estate, watch: watch, journal: journal)
        let isGood: Bool
        do {
            let telling = Telling(estate: estate, watch: watch, journal: journal)
            telling.begin()
            try await havoc.run()
            Console.say("The havoc is over; everything is mended and comes to rest.")
            try await calm.heal()
            try await calm.rest(telling.say)
            telling.end()
            let evidence = try Evidence(estate, watch, journal)
            let secrets = try await Processes.secrets(estate.secrets, estate.scratch)
            let findings = [
                Flags.ceilings(evidence), Course.check(evidence), Flags.sights(evidence), Failovers.kept(evidence),
                Failovers.rewritten(evidence), Writers.controllers(evidence), Writers.epochs(evidence),
                Writers.orders(evidence), Alerts.check(evidence), Flags.atTheEnd(evidence), Processes.ends(evidence), secrets,
            ]
            isGood = findings.allSatisfy(\.violations.isEmpty)
            let report = Report(options: options, evidence: evidence, findings: findings)
            Console.say(report.text)
            if options.printsJSON { Console.result(report.json) }
            try estate.scratch.write(report.text, to: "report.txt")
            try estate.scratch.write(report.histories, to: "history.txt")
        } catch {
            watch.stop()
            await estate.end()
            throw Failure("\(error); its files are in \(estate.scratch.path)")
        }
        watch.stop()
        await estate.end()
        if isGood, !options.keeps {
            await estate.scratch.remove()
        } else {
            Console.say("Every log is in \(estate.scratch.path); the log of Redis in history.txt.")
        }
        return isGood
    }
}
