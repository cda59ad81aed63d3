import Curl
import Flags
import Logging
import RampartClient
import Testing
import Wire

@Suite("The getting-started page")
struct GettingStartedTests {
    /// The Swift code of a page in blocks, each line without its indentation.
    private static func blocks(_ path: String) throws -> [[String]] {
        var blocks: [[String]] = []
        var block: [String]?
        for line in try SourceTree.lines(path) {
            let text = String(line.drop { $0 == " " })
            if block == nil, text == "```swift" {
                block = []
            } else if text == "```", let whole = block {
                blocks.append(whole)
                block = nil
            } else {
                block?.append(text)
            }
        }
        return blocks
    }

    @Test(
        "Its code is compiled, line by line",
        arguments: ["Sources/RampartClient/RampartClient.docc/GettingStarted.md", "README.md"]
    )
    func compiled(path: String) throws {
        let compiled = try SourceTree.lines("Tests/RampartClientTests/GettingStarted.swift").map { $0.drop { $0 == " " } }
        let blocks = try Self.blocks(path)
        #expect(!blocks.isEmpty)
        for block in blocks {
            let isThere = (0...max(0, compiled.count - block.count)).contains { start in
                zip(compiled[start...], block).allSatisfy { $0 == $1 }
            }
            #expect(isThere, "\(path) has code that is not in GettingStarted.swift: \(block.joined(separator: "\n"))")
        }
    }

    @Test("Its code does what the page says")
    func runs() throws {
        let bench = ClientBench([.on("new_cart"), .serving("upload_limit", .integer, 25)])
        var shown = 0
        #expect(GettingStarted.evaluate(bench.client, .quiet) { shown += 1 } == 25)
        #expect(shown == 1 && bench.exposures.all.map(\.userId) == ["u-42"])
        #expect(try GettingStarted.follow(server: "secret").state.freshness == .notReady)
    }

    @Test("The middleware hands each request its own user's flags")
    func middleware() async throws {
        let bench = ClientBench([.on("new_cart") { $0.rolloutPercentage = 50 }])
        try await Loopback.serve(GettingStarted.router(bench.client)) { port in
            let curl = try CurlClient()
            let get = { (query: String) async throws -> String in
                let url = "http://127.0.0.1:\(port)/cart\(query)"
                return String(decoding: try await curl.perform(CurlRequest(url: url, timeout: .seconds(60))).body, as: UTF8.self)
            }
            var answers: Set<String> = []
            for user in (0..<40).map({ "user-\($0)" }) {
                let isOn = bench.client.boolean("new_cart", default: false, for: EvaluationContext(targetingKey: user))
                let answer = try await get("?user=\(user)")
                #expect(answer == (isOn ? "the new cart" : "the cart"))
                answers.insert(answer)
            }
            #expect(answers.count == 2)
            #expect(try await get("") == "the cart")
        }
    }
}
