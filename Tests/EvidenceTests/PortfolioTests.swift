import Evidence
import Testing

@Suite struct PortfolioTests {
    static let grids: [Grid] = [.proportion, .safety, .sampleRatio]

    @Test(arguments: grids)
    func theWeightsSumToOne(grid: Grid) {
        #expect(abs(grid.weights.reduce(0, +) - 1) < 1e-15)
        #expect(grid.count == grid.ratios.count)
    }

    @Test func theMirrorTurnsEveryRatio() {
        for (ratio, mirrored) in zip(Grid.proportion.ratios, Grid.safety.ratios) {
            #expect(mirrored == 1 / ratio)
        }
        #expect(Grid.safety.weights == Grid.proportion.weights)
        #expect(Grid.sampleRatio.ratios.count == 14)
    }

    @Test(arguments: grids, [0, 0.2, 0.999, 1])
    func itStartsAtOne(grid: Grid, reserve: Double) {
        #expect(abs(Portfolio(grid: grid, reserve: reserve).logValue) < 1e-15)
    }

    @Test(arguments: [-1, -0.0, .nan, -Double.infinity])
    func aReserveThatIsNoShareIsNone(reserve: Double) {
        #expect(Portfolio(grid: .proportion, reserve: reserve) == Portfolio(grid: .proportion, reserve: 0))
    }

    @Test func placingOnlyMovesMoney() {
        var portfolio = Portfolio(grid: .proportion, reserve: 0.2)
        let before = portfolio
        for _ in 0..<1000 { portfolio.place(seconds: 86.4) }
        portfolio.enterStage()
        #expect(abs(portfolio.logValue) < 1e-12)
        #expect(zip(portfolio.bets, before.bets).allSatisfy { $0 > $1 })
        // One τ, then half: R = 0.2·e^−1 / 2.
        #expect(abs(portfolio.reserve - before.reserve + 1 + 0.693_147_180_559_945_3) < 1e-12)
    }

    @Test(arguments: [0, -0.0, -10, -Double.infinity, Double.nan])
    func noTimeMovesNothing(seconds: Double) {
        var portfolio = Portfolio(grid: .proportion, reserve: 0.2)
        portfolio.place(seconds: seconds)
        #expect(portfolio == Portfolio(grid: .proportion, reserve: 0.2))
    }

    @Test func foreverPlacesAll() {
        var portfolio = Portfolio(grid: .proportion, reserve: 0.2)
        portfolio.place(seconds: .infinity)
        #expect(portfolio.reserve == -.infinity)
        #expect(abs(portfolio.logValue) < 1e-12)
        let placed = portfolio
        portfolio.place(seconds: 10)
        portfolio.enterStage()
        #expect(portfolio == placed)
    }

    @Test func aReadingMayBeCutAnywhere() {
        var random = SplitMix64(seed: 1)
        for _ in 0..<200 {
            let limit = Double.random(in: 0.001...0.6, using: &random)
            let trials = Int.random(in: 1...500, using: &random)
            var whole = Portfolio(grid: .proportion, reserve: 0.2)
            var cut = whole
            whole.place(seconds: 10)
            cut.place(seconds: 10)
            var (events, left) = (0, trials)
            while left > 0 {
                let part = Int.random(in: 1...left, using: &random)
                let new = random.events(in: part, 0.1)
                cut.credit(events: Double(new), trials: Double(part), probability: limit, clustering: 2)
                events += new
                left -= part
            }
            whole.credit(events: Double(events), trials: Double(trials), probability: limit, clustering: 2)
            for (a, b) in zip(whole.bets, cut.bets) {
                #expect(abs(a - b) <= 1e-11 * max(1, abs(a)))
            }
            #expect(cut.reserve == whole.reserve)
        }
    }

    @Test func theHalvesOfAReadingMayComeApart() {
        var together = Portfolio(grid: .proportion, reserve: 0)
        var apart = together
        together.credit(events: 4, trials: 8, probability: 0.1, clustering: 1)
        apart.credit(events: 4, trials: 0, probability: 0.1, clustering: 1)
        apart.credit(events: 0, trials: 8, probability: 0.1, clustering: 1)
        #expect(abs(together.logValue - apart.logValue) < 1e-12)
    }

    @Test func whatIsStoredComesBackBitForBit() throws {
        var random = SplitMix64(seed: 2)
        var portfolio = Portfolio(grid: .sampleRatio, reserve: 0.2)
        for _ in 0..<500 {
            portfolio.place(seconds: Double.random(in: 0...60, using: &random))
            portfolio.credit(events: 3, trials: 70, probability: 0.05, clustering: 1)
            let bets = portfolio.bets.map(\.description).compactMap(Double.init)
            let reserve = try #require(Double(portfolio.reserve.description))
            #expect(Portfolio(bets: bets, reserve: reserve, grid: .sampleRatio) == portfolio)
        }
    }

    @Test func anEmptyReserveAndEmptyBetsComeBack() {
        for reserve in [0.0, 1.0] {
            let portfolio = Portfolio(grid: .safety, reserve: reserve)
            #expect(Portfolio(bets: portfolio.bets, reserve: portfolio.reserve, grid: .safety) == portfolio)
        }
    }

    @Test func whatIsWorthNothingStaysSo() throws {
        let nothing = Array(repeating: -Double.infinity, count: 12)
        var portfolio = try #require(Portfolio(bets: nothing, reserve: -.infinity, grid: .proportion))
        portfolio.place(seconds: 10)
        portfolio.enterStage()
        portfolio.credit(events: 9, trials: 9, probability: 0.01, clustering: 1)
        #expect(portfolio.bets == nothing && portfolio.logValue == -.infinity)
    }

    static let impossible: [(bets: [Double], reserve: Double)] = [
        ([], -1),
        (level(11), -1),
        (level(13), -1),
        (level(11) + [.nan], -1),
        (level(11) + [.infinity], -1),
        (level(12), .nan),
        (level(12), .infinity),
        (level(12), 0.1),
    ]

    private static func level(_ count: Int) -> [Double] { Array(repeating: -1, count: count) }

    @Test(arguments: impossible)
    func whatIsNoPortfolioIsRefused(bets: [Double], reserve: Double) {
        #expect(Portfolio(bets: bets, reserve: reserve, grid: .proportion) == nil)
    }

    @Test func evidenceIsRefusedOnForeignGrids() {
        let (harm, safe) = (Portfolio(grid: .proportion, reserve: 0.2), Portfolio(grid: .safety, reserve: 0))
        #expect(LimitEvidence(harm: harm, safe: safe) == LimitEvidence())
        #expect(LimitEvidence(harm: safe, safe: harm) == nil)
        let stored = ComparisonEvidence(harm: harm, safe: safe, openTreatment: Arm(), openControl: Arm())
        #expect(stored == ComparisonEvidence())
        #expect(ComparisonEvidence(harm: safe, safe: safe, openTreatment: Arm(), openControl: Arm()) == nil)
        let negative = Arm(trials: -1, errors: 0)
        #expect(ComparisonEvidence(harm: harm, safe: safe, openTreatment: negative, openControl: Arm()) == nil)
        #expect(ComparisonEvidence(harm: harm, safe: safe, openTreatment: Arm(), openControl: negative) == nil)
        #expect(SampleRatioEvidence(portfolio: harm) == nil)
    }
}
