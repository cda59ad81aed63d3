import Control
import Testing

@Suite("The pace of questions")
struct PaceTests {
    /// What a reading was like.
    enum News: Sendable {
        case heard(Int)
        case troubled
    }

    @Test(
        "The interval follows the traffic, between the source's least and the plan's",
        arguments: [
            ([], 1), ([.heard(0)], 2), ([.heard(24), .heard(24)], 4), ([.heard(25)], 1), ([.heard(100)], 1),
            ([.heard(0), .heard(0), .heard(101)], 2), ([.heard(0), .heard(101), .heard(101), .heard(101)], 1),
            ([.troubled, .troubled, .troubled, .troubled, .troubled, .troubled], 10),
            ([.troubled, .heard(50)], 2),
        ] as [([News], Int)]
    )
    func table(news: [News], seconds: Int) {
        var pace = Pace(interval: .seconds(10), least: .seconds(1))
        for one in news {
            switch one {
            case .heard(let count): pace.heard(newExposures: count)
            case .troubled: pace.troubled()
            }
        }
        #expect(pace.interval == .seconds(seconds))
    }

    @Test("A source without a least interval is always asked at the plan's", arguments: [nil, Duration.seconds(60)])
    func fixed(least: Duration?) {
        var pace = Pace(interval: .seconds(10), least: least)
        for count in [0, 1_000_000, 0] {
            pace.heard(newExposures: count)
            #expect(pace.interval == .seconds(10))
        }
        pace.troubled()
        #expect(pace.interval == .seconds(10))
    }
}
