import Rollouts
import Testing

/// Holds the messages in the loader's sources against those that the fixtures show.
struct PlanMessageTests {
    /// Files with sentences that are no message of the loader.
    static let others: Set<String> = ["Plan", "Percentage"]

    @Test func everyMessageOfTheLoaderHasAFixture() throws {
        let folder = "Sources/Rollouts/Plan"
        let shown = try (PlanFixture.broken + PlanFixture.good).flatMap { try $0.expected }
        var count = 0
        for name in try PlanSourceTree.names(in: folder, suffix: ".swift")
        where !Self.others.contains(name) && !name.hasPrefix("PlanSchema") {
            for shape in PlanMessageShape.all(in: try PlanSourceTree.text("\(folder)/\(name).swift")) {
                count += 1
                #expect(shown.contains(where: shape.fits), "\(name).swift: no fixture shows: \(shape)")
            }
        }
        #expect(count > 70)
    }

    @Test func shapesAreFoundInSwift() {
        let source = """
            // "not this one"
            let a = "too \\(b.joined(separator: ", ")) many \\"c\\"", d = "word", e = f("is \\(g ? "h i" : "j")")
            """
        let shapes = PlanMessageShape.all(in: source)
        #expect(shapes.map(\.pieces) == [["too ", " many \"c\""], ["is ", ""]])
        #expect(shapes.map { $0.fits("1:1: too good, too many \"c\"") } == [true, false])
        #expect(shapes.map { $0.fits("many too") } == [false, false])
    }
}
