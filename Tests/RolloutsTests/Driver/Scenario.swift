import Rollouts

/// Something that happens to a rollout from outside.
enum Cue {
    /// Outcomes an hour, and how many of a thousand fail; control as well where it is given.
    case traffic(perHour: Int, failing: Int, control: Int? = nil)
    /// What a value guard reads.
    case value(Double)
    /// Every question is answered so, until there is traffic again.
    case source(Reading.Outcome)
    case order(Order, force: Bool = false)
    case edit(String)
    case window(Bool)
    case others([String])
    case standing(Circumstances.FlagStanding?)
    /// The plan's file goes, or comes back.
    case lose
    case find
    /// The controller is away for so long.
    case absence(Duration)
}

/// Plays cues to a rollout whose guards are all read at every tick, with traffic that flows evenly.
struct Scenario {
    var driver: RolloutDriver
    let tick: Duration
    private var perHour = 1000
    private var failing = 0
    private var controlFailing: Int?
    private var value: Double?
    private var trouble: Reading.Outcome?
    private var entry = ""
    private var exposures = 0.0
    private var errors = 0.0
    private var controlErrors = 0.0

    init(_ planText: String, tick: Duration = .seconds(30)) throws {
        driver = try RolloutDriver(planText)
        self.tick = tick
    }

    /// The trace of playing `cues`, each at its time after the dawn, until `end`.
    static func play(
        _ planText: String,
        _ cues: [(Duration, Cue)],
        until end: Duration,
        tick: Duration = .seconds(30)
    ) throws -> RolloutDriver {
        var scenario = try Scenario(planText, tick: tick)
        var rest = cues[...]
        while scenario.driver.now - RolloutDriver.dawn <= end {
            while let cue = rest.first, scenario.driver.now - RolloutDriver.dawn >= cue.0 {
                rest = rest.dropFirst()
                try scenario.take(cue.1)
            }
            scenario.step()
        }
        return scenario.driver
    }

    mutating func take(_ cue: Cue) throws {
        switch cue {
        case .traffic(let perHour, let failing, let control):
            self.perHour = perHour
            self.failing = failing
            controlFailing = control
            trouble = nil
        case .value(let value):
            self.value = value
            trouble = nil
        case .source(let outcome): trouble = outcome
        case .order(let order, let force): driver.order(order, force: force)
        case .edit(let text): try driver.edit(text)
        case .window(let isOpen): driver.windowIsOpen = isOpen
        case .others(let unfinished): driver.unfinished = unfinished
        case .standing(let standing): driver.standing = standing
        case .lose: driver.lose()
        case .find: driver.find()
        case .absence(let time):
            flow(time)
            driver.now = driver.now + time
        }
    }

    /// Reads every guard, judges, and lets a tick pass.
    mutating func step() {
        if entry != driver.state.entry {
            entry = driver.state.entry
            (exposures, errors, controlErrors) = (0, 0, 0)
        }
        driver.judge(driver.plan.guards.map { driver.reading($0.name, outcome(for: $0)) })
        flow(tick)
        driver.now = driver.now + tick
    }

    private mutating func flow(_ time: Duration) {
        let new = driver.state.percentage > .zero ? Double(perHour) * time.inSeconds / 3600 : 0
        exposures += new
        errors += new * Double(failing) / 1000
        controlErrors += new * Double(controlFailing ?? 0) / 1000
    }

    private func outcome(for condition: Guard) -> Reading.Outcome {
        if let trouble { return trouble }
        switch condition.criterion {
        case .value: return .value(value ?? 0)
        case .proportion, .conversion:
            let control = controlFailing.map { _ in ArmCounts(exposures: Int(exposures), errors: Int(controlErrors)) }
            return .counts(
                treatment: ArmCounts(exposures: Int(exposures), errors: Int(errors), conversions: Int(exposures) / 10),
                control: control
            )
        }
    }
}
