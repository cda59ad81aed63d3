import Rollouts

/// Users who come at random, evenly in the mean, each failing independently of the others.
struct PoissonTraffic {
    /// The share of all users that the members of a stage's segments are taken for.
    static let segmentShare = 0.01

    let users: UserRate
    let rates: ErrorRates
    /// Whether control is drawn as well.
    let hasControl: Bool
    private var random: Xoshiro
    /// Of both arms, a second.
    private var exposedRate = 0.0
    private var controlRate = 0.0
    private var failing = 0.0
    private var samplers = Samplers(milliseconds: -1, exposedRate: 0, failing: 0, controlRate: 0, base: 0)

    init(users: UserRate, rates: ErrorRates, hasControl: Bool, random: Xoshiro) {
        self.users = users
        self.rates = rates
        self.hasControl = hasControl
        self.random = random
    }

    /// From now on a stage's share of its members is exposed.
    mutating func enter(_ stage: Stage.Position) {
        let members = users.perSecond * (stage.segments.isEmpty ? 1 : Self.segmentShare)
        exposedRate = members * stage.percentage.fraction
        controlRate = members - exposedRate
        failing = rates.rate(at: stage.percentage)
        samplers.milliseconds = -1
    }

    /// New outcomes of a time.
    mutating func draw(milliseconds: Int) -> Outcomes {
        if samplers.milliseconds != milliseconds {
            samplers = Samplers(
                milliseconds: milliseconds,
                exposedRate: exposedRate,
                failing: failing,
                controlRate: controlRate,
                base: rates.base
            )
        }
        var new = Outcomes()
        new.exposed = Self.counts(fine: samplers.exposedFine.draw(&random), samplers.exposedFailed.draw(&random))
        if hasControl {
            new.control = Self.counts(fine: samplers.controlFine.draw(&random), samplers.controlFailed.draw(&random))
        }
        return new
    }

    /// Every exposed user counts as converted: an error rate says nothing of conversions.
    private static func counts(fine: Int, _ errors: Int) -> ArmCounts {
        ArmCounts(exposures: fine + errors, errors: errors, conversions: fine + errors)
    }
}

/// The distributions of one step, kept for as long as its length and the stage stay.
private struct Samplers {
    var milliseconds: Int
    let exposedFine: Poisson
    let exposedFailed: Poisson
    let controlFine: Poisson
    let controlFailed: Poisson

    init(milliseconds: Int, exposedRate: Double, failing: Double, controlRate: Double, base: Double) {
        self.milliseconds = milliseconds
        let seconds = Double(max(0, milliseconds)) / 1000
        exposedFine = Poisson(mean: exposedRate * seconds * (1 - failing))
        exposedFailed = Poisson(mean: exposedRate * seconds * failing)
        controlFine = Poisson(mean: controlRate * seconds * (1 - base))
        controlFailed = Poisson(mean: controlRate * seconds * base)
    }
}
