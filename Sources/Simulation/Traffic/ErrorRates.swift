package import Rollouts
import Wire

/// How often users fail: one rate for everyone and, from a stage's percentage on, others for the exposed.
package struct ErrorRates: Sendable, Equatable {
    /// The rate of those without the feature, and of the exposed before the first step; 0–1.
    package let base: Double
    /// Rates of the exposed from a percentage on, by rising percentage.
    package let steps: [Step]

    /// A rate of the exposed.
    package struct Step: Sendable, Equatable {
        /// From this share on.
        package let from: Percentage
        /// 0–1.
        package let rate: Double
    }

    /// One rate for everyone, 0–1.
    package init(_ rate: Double) {
        base = rate
        steps = []
    }

    /// `rate` for the exposed and `control` for the others, both 0–1.
    package init(exposed rate: Double, control: Double) {
        base = control
        steps = [Step(from: .zero, rate: rate)]
    }

    /// `base` and the exposed's rates from percentages on, in any order.
    init(base: Double, steps: [Step]) {
        self.base = base
        self.steps = steps.sorted { $0.from < $1.from }
    }

    /// Reads texts as `0.01`, at most one, and `25%:0.08`, any number; without the first, `otherwise` is the base.
    package init(_ texts: [String], otherwise: Double) throws(SimulationFault) {
        var base: Double?
        var steps: [Step] = []
        for text in texts {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard let rate = parts.last.flatMap(Double.init), (0...1).contains(rate), parts.count <= 2 else {
                throw Self.fault(text, "write a share of errors from 0 to 1, 0.01, or one from a percentage on, 25%:0.08")
            }
            guard parts.count == 2, let lead = parts.first else {
                guard base == nil else {
                    throw Self.fault(text, "there is a rate for everyone already; write 25%:\(text) to have it from 25 % on")
                }
                base = rate
                continue
            }
            guard lead.hasSuffix("%"), let from = Percentage(text: String(lead.dropLast())) else {
                throw Self.fault(text, "write the percentage from which it holds before the colon, as in 25%:\(parts[1])")
            }
            guard !steps.contains(where: { $0.from == from }) else {
                throw Self.fault(text, "there is a rate from \(from) on already; keep one of the two")
            }
            steps.append(Step(from: from, rate: rate))
        }
        self.init(base: base ?? otherwise, steps: steps)
    }

    /// The rate of the exposed at a share.
    package func rate(at percentage: Percentage) -> Double { steps.last { $0.from <= percentage }?.rate ?? base }

    private static func fault(_ text: String, _ remedy: String) -> SimulationFault {
        SimulationFault(code: "badErrorRate", description: "\(text.quoted) is no error rate: \(remedy)")
    }
}
