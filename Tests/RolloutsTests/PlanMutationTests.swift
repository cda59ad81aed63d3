import Rollouts
import Testing
import Wire

/// What holds for any file, however spoiled.
struct PlanMutationTests {
    @Test(arguments: ["pageFull", "edges"], 1...4)
    func spoiledBytesAreReadOrRefusedAtAPlace(name: String, seed: Int) throws {
        let good = try PlanFixture(name: name, folder: PlanFixture.goodFolder).bytes
        var mutator = PlanMutator(seed: UInt64(seed))
        var refused = 0
        for _ in 0..<250 where try !isTaken(mutator.spoiled(good)) { refused += 1 }
        #expect(refused > 100)
    }

    @Test(arguments: ["pageFull", "edges"], 1...4)
    func spoiledValuesAreReadOrRefusedAtAPlace(name: String, seed: Int) throws {
        let good = try JSON.parse(try PlanFixture(name: name, folder: PlanFixture.goodFolder).bytes)
        let validator = try PlanSchemaValidator(PlanSchema.json)
        var mutator = PlanMutator(seed: UInt64(seed))
        var taken = 0
        for _ in 0..<250 {
            let json = mutator.spoiled(good)
            guard try isTaken(Array(json.pretty().utf8)) else { continue }
            taken += 1
            #expect(try validator.accepts(json), "the loader takes what the schema refuses: \(json.text)")
        }
        #expect(taken > 10)
    }

    /// Reads `bytes`, checks what must hold of the outcome, and says whether a plan came of it.
    private func isTaken(_ bytes: [UInt8]) throws -> Bool {
        let outcome = PlanReader.read(bytes, context: PlanFixture.context)
        let hasErrors = outcome.diagnostics.contains { $0.severity == .error }
        #expect((outcome.plan == nil) == hasErrors)
        let lines = lines(bytes)
        for diagnostic in outcome.diagnostics {
            let place = diagnostic.place
            let isInside =
                lines.indices.contains(place.line - 1) && (1...lines[place.line - 1] + 1).contains(place.column)
            #expect(isInside, "\(place) is outside of \(String(decoding: bytes, as: UTF8.self))")
            #expect(!diagnostic.message.isEmpty)
            #expect(!diagnostic.line(file: "a").unicodeScalars.contains { $0.value < 0x20 })
        }
        #expect(outcome.diagnostics.map(\.place) == outcome.diagnostics.map(\.place).sorted())
        return outcome.plan != nil
    }

    /// The length of each line in scalars.
    private func lines(_ bytes: [UInt8]) -> [Int] {
        var lengths = [0]
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == 0x0D || (byte == 0x0A && previous != 0x0D) {
                lengths.append(0)
            } else if byte != 0x0A, byte & 0xC0 != 0x80 {
                lengths[lengths.count - 1] += 1
            }
            previous = byte
        }
        return lengths
    }
}
