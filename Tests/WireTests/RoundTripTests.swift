import Testing
import Wire

/// SplitMix64 (Steele, Lea and Flood, 2014): a stream of numbers that a seed decides.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func tree(depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: JSON(.null)
        case 1: JSON(Bool.random(using: &self))
        case 2: JSON(Int(truncatingIfNeeded: next()))
        case 3: JSON(Double(bitPattern: next()))
        case 4, 5: JSON(string())
        case 6: JSON((0..<Int.random(in: 0..<6, using: &self)).map { _ in tree(depth: depth - 1) })
        default:
            JSON.object((0..<Int.random(in: 0..<12, using: &self)).map { ("\($0)" + string(), tree(depth: depth - 1)) })
        }
    }

    private mutating func string() -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<12, using: &self) {
            let highest: UInt32 = [0x30, 0x80, 0x800, 0x10FFFF].randomElement(using: &self) ?? 0
            if let scalar = Unicode.Scalar(UInt32.random(in: 0...highest, using: &self)) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}

struct RoundTripTests {
    @Test(arguments: UInt64(1)...200)
    func treeSurvivesWritingAndReading(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let tree = JSON([generator.tree(depth: 5), generator.tree(depth: 5)])
        let limits = JSONLimits(maxBytes: 1 << 24)
        #expect(try JSON.parse(tree.text, limits: limits) == tree)
        #expect(try JSON.parse(tree.pretty(), limits: limits) == tree)
        var bytes: [UInt8] = [0x20]
        tree.write(to: &bytes)
        #expect(bytes == [0x20] + Array(tree.text.utf8))
    }

    @Test func doubleSurvivesBitForBit() throws {
        var generator = SeededGenerator(seed: 0xD0B1E)
        var values = [0.1, -0.0, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi, 1e22, 1e23, 2]
        values += (0..<10_000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
        for value in values {
            #expect(try JSON.parse(JSON(value).text).double?.bitPattern == value.bitPattern)
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func nonFiniteBecomesNull(value: Double) {
        #expect(JSON(value).isNull)
        #expect(JSONNumber(value) == nil)
    }

    @Test func writesStringsWithTheFewestEscapes() {
        #expect(JSON("\"\\/\u{8}\t\n\u{C}\r\0\u{1F}\u{7F}é😀").text == #""\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7F}é😀\"")
    }

    @Test func prettyIndentsAndKeepsEmptiesShort() {
        let json: JSON = ["a": [1, [], ["b": .null]], "c": [:], "d": 2.5]
        #expect(json.text == #"{"a":[1,[],{"b":null}],"c":{},"d":2.5}"#)
        let lines = [
            "{", " \"a\": [", "  1,", "  [],", "  {", "   \"b\": null", "  }", " ],", " \"c\": {},", " \"d\": 2.5", "}",
        ]
        #expect(json.pretty(indent: 1) == lines.joined(separator: "\n"))
        #expect(json.pretty(indent: -1) == json.pretty(indent: 0))
    }
}
