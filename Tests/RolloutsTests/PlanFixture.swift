import Rollouts
import Testing
import Wire

/// A plan file of the source tree.
struct PlanFixture: Sendable, CustomTestStringConvertible {
    /// The file's name without `.json`.
    var name: String
    /// Its folder under the root.
    var folder: String

    var testDescription: String { name }

    static let brokenFolder = "Tests/RolloutsTests/Fixtures/Plans/broken"
    static let goodFolder = "Tests/RolloutsTests/Fixtures/Plans/good"

    /// The plans with faults.
    static var broken: [PlanFixture] { get throws { try all(in: brokenFolder) } }
    /// The plans without faults, some with warnings.
    static var good: [PlanFixture] { get throws { try all(in: goodFolder) } }
    /// The examples that ship with the project.
    static var examples: [PlanFixture] { get throws { try all(in: "plans") } }

    static func all(in folder: String) throws -> [PlanFixture] {
        try PlanSourceTree.names(in: folder, suffix: ".json").map { PlanFixture(name: $0, folder: folder) }
    }

    var bytes: [UInt8] { get throws { try PlanSourceTree.bytes("\(folder)/\(name).json") } }

    /// The lines that the loader must say, without the file's name; none where no file holds them.
    var expected: [String] {
        get throws {
            guard try PlanSourceTree.names(in: folder, suffix: ".expected").contains(name) else { return [] }
            return try PlanSourceTree.text("\(folder)/\(name).expected").split(separator: "\n").map(String.init)
        }
    }

    /// What the loader makes of it. A name that begins with `noDefaultSource-` or `queriesByDefault-` asks for a
    /// configuration of that kind.
    var outcome: PlanReader.Outcome {
        get throws {
            var context = Self.context
            if name.hasPrefix("noDefaultSource-") { context.defaultSource = nil }
            if name.hasPrefix("queriesByDefault-") { context.defaultSource = "prometheus" }
            return PlanReader.read(try bytes, context: context)
        }
    }

    /// The names that a usual configuration knows.
    static let context = PlanContext(
        sources: ["analytics": .counts, "prometheus": .queries, "orders": .counts, "latency": .value],
        defaultSource: "analytics",
        channels: ["payments-slack", "pager"],
        isZone: { ["UTC", "Europe/Berlin"].contains($0) }
    )
}

extension PlanReader.Outcome {
    /// The diagnostics as lines, without a file's name.
    var lines: [String] { diagnostics.map { String($0.line(file: "").dropFirst()) } }
}
