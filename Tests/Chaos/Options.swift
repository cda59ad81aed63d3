/// What the command line asks for.
struct Options: Sendable {
    var minutes = 3
    var seed: UInt64 = 1
    var rampart = ""
    var mode = RedisSite.Mode.sentinel
    var rollouts = 100
    var printsJSON = false
    var keeps = false

    static let usage = """
        Usage: chaos --rampart BINARY [--minutes N] [--seed S] [--mode sentinel|alone] [--rollouts N] [--json] [--keep]

        Runs a hundred rollouts, sped up, by two controllers on real Redis servers behind TCP proxies, while things are
        killed, stopped, restarted, cut off, delayed and truncated and operators give orders; then mends everything, lets
        it come to rest and checks the promises.

          --rampart BINARY    the rampart to test
          --seed S            draws the features and the faults (a new one each time)
          --minutes N         how long things go wrong (3); coming to rest takes one to two minutes more
          --mode sentinel     a primary, a replica and three sentinels (the default)
          --mode alone        one redis-server, which must not lose a single write
          --rollouts N        how many rollouts (100)
          --json              prints the report as JSON, and everything else on standard error
          --keep              keeps the folder with every log even where all is well

        Exit codes: 0 every promise was kept, 1 one was not, 2 wrong usage, 3 something needed could not be had.
        """

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        seed = UInt64.random(in: 1...999_999)
        while let word = rest.popFirst() {
            if word == "--keep" || word == "--json" {
                if word == "--keep" { keeps = true } else { printsJSON = true }
                continue
            }
            guard let value = rest.popFirst() else { throw Failure("\(word) is no option, or lacks its value") }
            switch word {
            case "--minutes": minutes = try Self.number(word, value, 1...1440)
            case "--seed": seed = UInt64(try Self.number(word, value, 0...Int.max))
            case "--rollouts": rollouts = try Self.number(word, value, 3...100)
            case "--rampart": rampart = value
            case "--mode":
                guard let known = RedisSite.Mode(rawValue: value) else { throw Failure("--mode is sentinel or alone") }
                mode = known
            default: throw Failure("\(word) is no option")
            }
        }
        guard !rampart.isEmpty else { throw Failure("name the binary by --rampart") }
    }

    private static func number(_ word: String, _ text: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw Failure("\(word) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
