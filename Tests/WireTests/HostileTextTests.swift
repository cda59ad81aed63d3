import Testing
import Wire

struct HostileTextTests {
    @Test(arguments: ["[", "{\"a\":"])
    func deepNestingIsRefused(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        let fault = #expect(throws: JSONFault.self) { try JSON.parse(text) }
        #expect(fault?.code == .tooDeep)
        #expect(fault?.place == Place(line: 1, column: 32 * opening.count + 1))
    }

    @Test func depthHasACeilingWhateverTheLimit() throws {
        let limits = JSONLimits(maxDepth: .max)
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        let json = try JSON.parse(nested(512), limits: limits)
        #expect(json.text == nested(512))
        let fault = #expect(throws: JSONFault.self) { try JSON.parse(nested(513), limits: limits) }
        #expect(fault?.code == .tooDeep)
    }

    @Test func depthLimitIsExact() throws {
        let limits = JSONLimits(maxDepth: 2)
        #expect(try JSON.parse("[{},[],{}]", limits: limits) == [[:], [], [:]])
        let fault = #expect(throws: JSONFault.self) { try JSON.parse("[{\"a\":[]}]", limits: limits) }
        #expect(fault?.place == Place(line: 1, column: 7))
        #expect(try JSON.parse("1", limits: JSONLimits(maxDepth: 0)) == 1)
    }

    @Test func sizeLimitIsExact() throws {
        let text = "\"" + String(repeating: "a", count: (1 << 20) - 2) + "\""
        #expect(try JSON.parse(text).string?.utf8.count == (1 << 20) - 2)
        let fault = #expect(throws: JSONFault.self) { try JSON.parse(text + " ") }
        #expect(fault?.code == .tooLarge)
        #expect(fault?.message.contains("1048577") == true)
    }

    @Test func hugeNumbersAreReadInLinearTime() throws {
        let zeros = String(repeating: "0", count: 1_000_000)
        let cancelling = try JSON.parse("0." + zeros + "7e1000001")
        #expect(cancelling.integer == 7)
        #expect(cancelling.double == 7)
        let long = try JSON.parse("1" + zeros + "1")
        #expect(long.integer == nil)
        #expect(long.double == nil)
        let vanishing = try JSON.parse("1e-" + String(repeating: "9", count: 1_000_000))
        #expect(vanishing.integer == nil)
        #expect(vanishing.double == 0)
    }

    @Test func manyNamesAreTakenApartInLinearTime() throws {
        let names = (0..<60_000).map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(try JSON.parse("{" + names + "}").members?.count == 60_000)
        let fault = #expect(throws: JSONFault.self) { try JSON.parse("{" + names + ",\"7\":0}") }
        #expect(fault?.code == .duplicateKey)
    }

    private static let sample = #"{"é\n\ud83d\ude00":[-1.5e+3,true,false,null,{"a":"\u00e9😀"}], "b" : {} , "c":[[]]}"#

    @Test func everyTruncationIsAFault() throws {
        let bytes = Array(Self.sample.utf8)
        #expect(try JSON.parse(bytes).members?.count == 3)
        for count in bytes.indices {
            #expect(throws: JSONFault.self, "\(count)") { try JSON.parse(Array(bytes[..<count])) }
        }
    }

    /// Whatever one byte is replaced with, the reader answers, and what it accepts it can write and read again.
    @Test func everyReplacedByteIsSurvived() throws {
        var accepted = 0
        for index in 0..<Self.sample.utf8.count {
            var bytes = Array(Self.sample.utf8)
            for byte in UInt8.min...UInt8.max {
                bytes[index] = byte
                guard let json = try? JSON.parse(bytes) else { continue }
                accepted += 1
                #expect(try JSON.parse(json.text) == json)
            }
        }
        #expect(accepted > 1000)
    }
}
