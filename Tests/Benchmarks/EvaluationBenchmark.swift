import CYardstick
import Flags
import Glibc
import Wire

/// What an evaluation costs beside the one thing that it cannot do without, the MD5 of the same bytes.
enum EvaluationBenchmark {
    private static let rounds = 1_000_000
    private static let users = (0..<1024).map { "user-\($0 * 7919)" }

    static func run() {
        let one = Snapshot(flags: [flag("new_checkout_flow")])
        let handle = one.handle("new_checkout_flow")
        let suffix = Array(":new_checkout_flow".utf8)
        let texts = users.map { Array($0.utf8) + suffix }
        let hashing = cost { round in md5(texts[round % texts.count]) }
        let deciding = cost { round in one.isOn(handle, userId: users[round % users.count]) ? 1 : 0 }
        tell("a boolean with a bucket", deciding, beside: hashing, limit: 1.5)

        let many = Snapshot(flags: (0..<100).map { flag("flag_\($0)", isTargeted: $0.isMultiple(of: 2)) })
        let contexts = users.map { user in
            Context([
                JSON.Member(name: "targetingKey", value: JSON(user)), JSON.Member(name: "tier", value: "business"),
                JSON.Member(name: "country", value: "DE"),
            ])
        }
        let bulk = cost(rounds / 100) { round in
            many.evaluateAll(contexts[round % contexts.count]).reduce(0) { $0 &+ ($1.isOn ? 1 : 0) }
        }
        tell("100 flags for one user, half of them with a rule", bulk, beside: hashing * 100, limit: 2)
        print(
            "allocations: \(allocations { one.isOn(handle, userId: users[$0 % users.count]) }.text(3)) a boolean with a "
                + "bucket, \(allocations { many.evaluateAll(contexts[$0 % contexts.count]) }.text(1)) a hundred flags"
        )
    }

    private static func flag(_ key: String, isTargeted: Bool = false) -> Flag {
        var flag = Flag(key: key)
        flag.enabled = true
        flag.rolloutPercentage = 50
        if isTargeted {
            flag.targeting = [Rule(attribute: "tier", operator: .in, value: ["professional", "business"])]
        }
        return flag
    }

    private static func tell(_ what: String, _ cost: Double, beside limit: Double, limit reach: Double) {
        print(
            "evaluation, \(what): \(Int(cost)) ns beside \(Int(limit)) ns of MD5 by libcrypto, "
                + "\((cost / limit).text(2)) x (reach \(reach.text(1)))"
        )
    }

    private static func md5(_ bytes: [UInt8]) -> Int {
        unsafe bytes.withUnsafeBufferPointer { bytes in Int(unsafe yardstick_md5(bytes.baseAddress, bytes.count)) }
    }

    /// Nanoseconds of processor time a round, the least of five series: what else runs only adds to it.
    private static func cost(_ rounds: Int = rounds, _ body: (Int) -> Int) -> Double {
        var sum = 0
        let figures = (0..<5).map { _ in
            let started = processorSeconds()
            for round in 0..<rounds { sum &+= body(round) }
            return (processorSeconds() - started) / Double(rounds) * 1e9
        }
        // Printed nowhere, and yet something that the compiler cannot leave out.
        if sum == .min { print("") }
        return Figures(figures).least
    }

    private static func allocations<Result>(_ body: (Int) -> Result) -> Double {
        let rounds = 1000
        for round in 0..<rounds { _ = body(round) }
        let before = allocations_of_this_thread()
        for round in 0..<rounds { _ = body(round) }
        return Double(allocations_of_this_thread() - before) / Double(rounds)
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
