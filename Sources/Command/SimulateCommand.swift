import ArgumentParser
import Glibc
import Rollouts
import Simulation
import Wire
import Zones

/// `rampart simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run a plan in virtual time: what it would do, and how many users would see an error first.",
        discussion: """
            EXAMPLES
              rampart simulate plans/checkout.json                                one run, as a timeline
              rampart simulate plans/checkout.json --error-rate 0.01 --error-rate 25%:0.08
              rampart simulate plans/checkout.json --traffic 20/s --runs 10000    chances over many runs
              rampart simulate plans/checkout.json --runs 1000 --compare          beside rules that are in use elsewhere
              rampart simulate plans/checkout.json --readings outcomes.json

            --readings takes a list of records such as {"at": 30, "exposures": 100, "errors": 1}: seconds after the start, and
            new outcomes of the exposed since the record before; also "guard", "controlExposures" and "controlErrors".

            The real judge decides, with no network and no Redis. Approvals are given at once and windows are open.
            Exit code 0: it was simulated; 2: the plan or an option cannot be used.
            """
    )

    /// Runs that are refused as too many.
    private static let mostRuns = 1_000_000

    @Argument(help: ArgumentHelp("The plan's file.", valueName: "plan"))
    var plan: String
    @Option(
        help: ArgumentHelp(
            "How often users fail, 0.01; from a percentage on, 25%:0.08. Repeat it for both.",
            valueName: "rate"
        )
    )
    var errorRate: [String] = []
    @Option(help: ArgumentHelp("Recorded outcomes instead of drawn ones, a JSON file.", valueName: "file"))
    var readings: String?
    @Option(help: ArgumentHelp("Users who evaluate the flag: a number and /s, /min, /h or /d.", valueName: "rate"))
    var traffic = "500/min"
    @Option(help: ArgumentHelp("Many runs, for the chances of each end.", valueName: "number"))
    var runs: Int?
    @Option(help: ArgumentHelp("The same number draws the same users again.", valueName: "number"))
    var seed: UInt64?
    @Flag(help: "Compare with a threshold, a budget of failed checks and a failure limit on the same traffic.")
    var compare = false
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        if let runs, !(1...Self.mostRuns).contains(runs) {
            throw Complaint.usage("--runs \(runs) is not between 1 and \(Self.mostRuns); write 1000 or 10000")
        }
        if readings != nil, runs ?? 1 > 1 {
            throw Complaint.usage("every run of a recording is the same; leave --runs or --readings out")
        }
        if readings != nil, !errorRate.isEmpty {
            throw Complaint.usage("a recording has its own errors; leave --error-rate or --readings out")
        }
        let plan = try readPlan()
        // Drawn when nobody gives one, and printed, so that any run can be run again.
        let seed = seed ?? UInt64.random(in: 1...999_999)
        let source = try campaignTraffic(plan)
        let campaign = Campaign(plan: plan, traffic: source, seed: seed)
        let report = SimulationReport(
            campaign: campaign,
            plan: plan,
            seed: seed,
            trafficText: trafficText(source),
            compares: compare
        )
        guard let count = runs ?? (compare ? 1 : nil) else {
            let run = campaign.timeline()
            Terminal.write(json ? report.json(run).pretty() + "\n" : report.text(run), to: STDOUT_FILENO)
            return
        }
        var summaries: [(rule: ComparedRule, summary: Summary)] = []
        for rule in compare ? ComparedRule.allCases : [.rampart] {
            summaries.append((rule, await Self.summary(campaign, rule, runs: count)))
        }
        Terminal.write(json ? report.json(summaries).pretty() + "\n" : report.text(summaries), to: STDOUT_FILENO)
    }

    /// All runs of one rule, on every processor there is.
    private static func summary(_ campaign: Campaign, _ rule: ComparedRule, runs: Int) async -> Summary {
        let processors = max(1, min(64, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        let share = (runs + processors - 1) / processors
        return await withTaskGroup(of: (Int, Summary).self) { group in
            for start in stride(from: 0, to: runs, by: share) {
                group.addTask { (start, campaign.summary(of: rule, runs: start..<min(runs, start + share))) }
            }
            var parts: [(Int, Summary)] = []
            for await part in group { parts.append(part) }
            var whole = Summary()
            for part in parts.sorted(by: { $0.0 < $1.0 }) { whole.add(part.1) }
            return whole
        }
    }

    private func readPlan() throws -> Plan {
        let bytes = try Complaint.reading { () throws(FileBytes.Fault) in
            try FileBytes.read(plan, most: PlanReader.mostBytes)
        }
        let outcome = PlanReader.read(bytes, context: PlanContext(isZone: { (try? Zone.named($0)) != nil }))
        guard let read = outcome.plan else {
            throw Complaint.usage(
                "\(plan) cannot be simulated:\n" + outcome.diagnostics.map { $0.line(file: plan) }.joined(separator: "\n")
            )
        }
        return read
    }

    private func campaignTraffic(_ plan: Plan) throws -> Campaign.Traffic {
        guard let readings else {
            return try Complaint.reading { () throws(SimulationFault) -> Campaign.Traffic in
                .drawn(try UserRate(traffic), try ErrorRates(errorRate, otherwise: SimulationReport.usualErrorRate))
            }
        }
        let bytes = try Complaint.reading { () throws(FileBytes.Fault) in try FileBytes.read(readings, most: 64 << 20) }
        let json: JSON
        do throws(JSONFault) {
            json = try JSON.parse(bytes, limits: JSONLimits(maxBytes: 64 << 20, maxDepth: 32, duplicates: .keep))
        } catch {
            throw Complaint.usage("\(readings):\(error.place): \(error.message)")
        }
        do throws(SimulationFault) {
            return .recorded(try Recording(json: json, guardNames: plan.guards.map(\.name)))
        } catch {
            throw Complaint.usage("\(readings): \(error)")
        }
    }

    private func trafficText(_ source: Campaign.Traffic) -> String {
        switch source {
        case .recorded: "outcomes recorded in \(readings ?? "a file")"
        case .drawn(let users, let rates):
            "\(users) users, \(Figures.percent(rates.base)) of them fail"
                + rates.steps.map { ", of the exposed \(Figures.percent($0.rate)) from \($0.from) on" }.joined()
        }
    }
}
