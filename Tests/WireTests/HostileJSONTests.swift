import Hostile
import Testing
import Wire

/// What is refused is refused in words that can be printed, and what is taken can be written and read again.
@Suite("Hostile JSON")
struct HostileJSONTests {
    /// Names that go into messages: one that breaks lines and steers terminals, one that does not end.
    private static let names = [
        "a", #"\u001b[2J\u0007\r\n\u2028\u0085\u009b1m"#, String(repeating: "n", count: 5000),
        String(repeating: #"\u0301"#, count: 2000),
    ]

    private static let sample = #"""
        {"é\n\ud83d\ude00":[-1.5e+3,true,false,null,{"a":"\u00e9😀"}],"b":{},
         "c":[[]], "d" : "x" }
        """#

    /// Reads `bytes` under both rules for names, and checks what must hold of either outcome.
    /// - Returns: whether names that stand once were asked for and the text was taken.
    @discardableResult
    private func isTaken(_ bytes: [UInt8], _ name: @autoclosure () -> String) throws -> Bool {
        let strict = try outcome(bytes, JSONLimits(duplicates: .refuse), name())
        let kept = try outcome(bytes, JSONLimits(duplicates: .keep), name())
        // Only a name that stands twice may make the difference.
        switch (strict, kept) {
        case (.success(let one), .success(let other)):
            #expect(one == other && other.duplicateKeys().isEmpty, "\(name())")
            return true
        case (.failure(let fault), .success(let json)):
            #expect(fault.code == .duplicateKey && !json.duplicateKeys().isEmpty, "\(name())")
        case (.failure, .failure): break
        case (.success, .failure(let fault)): Issue.record("\(name()): \(fault) where names may stand twice")
        }
        return false
    }

    private func outcome(_ bytes: [UInt8], _ limits: JSONLimits, _ name: String) throws -> Result<JSON, JSONFault> {
        do throws(JSONFault) {
            let json = try JSON.parse(bytes, limits: limits)
            let text = json.text
            // Escapes may take six bytes for one, and a mebibyte is the most that is read.
            if text.utf8.count <= limits.maxBytes { #expect(try JSON.parse(Array(text.utf8), limits: limits) == json, "\(name)") }
            #expect(!text.utf8.contains { $0 < 0x20 }, "\(name)")
            return .success(json)
        } catch {
            #expect(Printed.fault(in: error.description) == nil, "\(name)")
            #expect(error.place.line >= 1 && error.place.column >= 1, "\(name)")
            return .failure(error)
        }
    }

    @Test("Hard documents are read or refused in words", arguments: names.indices)
    func documents(index: Int) throws {
        var taken = 0
        for document in HostileJSON.documents(around: Self.names[index]) where try isTaken(document.bytes, document.name) {
            taken += 1
        }
        #expect(taken >= 5)
    }

    @Test("Every cut is refused in words")
    func cuts() throws {
        let bytes = Array(Self.sample.utf8)
        #expect(try isTaken(bytes, "whole"))
        for count in bytes.indices { #expect(try !isTaken(Array(bytes[..<count]), "\(count)")) }
    }

    @Test("Every flipped bit is read or refused in words", arguments: 0..<8)
    func flips(bit: UInt8) throws {
        for index in Self.sample.utf8.indices.enumerated().map(\.offset) {
            var bytes = Array(Self.sample.utf8)
            bytes[index] ^= 1 << bit
            try isTaken(bytes, "bit \(bit) of byte \(index)")
        }
    }

    @Test("Spoiled bytes are read or refused in words", arguments: 0..<8)
    func spoiled(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        var taken = 0
        for round in 0..<150 {
            let bytes = SpoiledBytes.of(Array(Self.sample.utf8), &dice)
            if try isTaken(bytes, "round \(round)") { taken += 1 }
        }
        #expect((1..<150).contains(taken))
    }
}
