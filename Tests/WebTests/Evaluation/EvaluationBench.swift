import FlagStore
import Flags
import HTTPTypes
import Rollouts
import Synchronization
import Wire

@testable import Web

/// The server with flags and checks as the test has them.
struct EvaluationBench: Sendable {
    let flags: FlagHolder
    let checks = ScriptedChecks()
    /// What evaluations are counted in.
    let counted = MetricsRegistry()
    /// The time of passes, in seconds since 1970.
    let wall = WallHand()
    let door: DoorBench

    /// - Parameter withStreams: whether bulk answers say where changes can be heard.
    init(_ snapshot: Snapshot? = Samples.snapshot(), withTokens: Bool = true, withStreams: Bool = false, origins: [String] = []) {
        flags = FlagHolder(snapshot)
        let (flags, wall) = (flags, wall)
        let evaluator = FlagEvaluator(
            snapshot: { flags.snapshot },
            usage: UsageTally(),
            now: { Moment(milliseconds: 1_800_000_000_000) },
            metrics: counted
        )
        let gatekeeper = Gatekeeper(
            tokens: DoorBench.book(DoorBench.roles),
            origins: OriginPolicy(),
            isLoopback: true,
            wallClock: { wall.seconds },
            metrics: counted
        )
        let live = LiveAddress(gatekeeper: gatekeeper, publicURL: "https://rampart.example.com/", isEncrypted: false)
        let rows =
            EvaluationRoutes.rows(evaluator: evaluator, checks: checks)
            + OFREPRoutes.rows(evaluator: evaluator, live: withStreams ? live : nil)
        door = DoorBench(withTokens: withTokens, origins: origins, extra: rows)
    }

    /// Evaluates one flag by the OpenFeature protocol.
    func single(
        _ key: String,
        _ body: String = #"{"context":{"targetingKey":"u"}}"#,
        as role: Role? = .client,
        headers: HTTPFields = [:]
    ) async throws -> Answered {
        try await door.send(.post, "/ofrep/v1/evaluate/flags/\(key)", as: role, headers: headers, body: body)
    }

    /// Evaluates all flags by the OpenFeature protocol.
    func bulk(
        _ body: String = #"{"context":{"targetingKey":"u"}}"#,
        as role: Role? = .client,
        known: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answered {
        var headers = headers
        headers[.ifNoneMatch] = known
        return try await door.send(.post, "/ofrep/v1/evaluate/flags", as: role, headers: headers, body: body)
    }

    /// Evaluates all flags by the server's own route, for a context in the header.
    func list(_ header: String? = nil, query: String = "", as role: Role? = .client, known: String? = nil) async throws -> Answered
    {
        var headers: HTTPFields = [:]
        headers[.rampartContext] = header
        headers[.ifNoneMatch] = known
        return try await door.send(.get, "/api/feature-flags\(query)", as: role, headers: headers)
    }

    /// Evaluates a flag that hangs on checks.
    func check(_ key: String, _ body: String, as role: Role? = .client) async throws -> Answered {
        try await door.send(.post, "/api/feature-flags/\(key)/check", as: role, body: body)
    }
}

/// Flags that the test changes.
final class FlagHolder: Sendable {
    private let held: Mutex<Snapshot?>

    init(_ snapshot: Snapshot?) { held = Mutex(snapshot) }

    var snapshot: Snapshot? { held.withLock { $0 } }

    func hold(_ snapshot: Snapshot?) { held.withLock { $0 = snapshot } }
}

/// The time by the wall, moved by the test alone.
final class WallHand: Sendable {
    private let hand = Mutex(1_800_000_010)

    var seconds: Int { hand.withLock { $0 } }

    func advance(by seconds: Int) { hand.withLock { $0 += seconds } }
}

/// Checks that answer as the test says.
final class ScriptedChecks: CheckDesk {
    let names = ["quota", "subscription"]
    private let answers = Mutex<[String: CheckedEvaluation.Answer]>([:])
    private let questions = Mutex<[CheckQuestion]>([])
    private let meeting = Mutex<Meeting?>(nil)

    /// What was asked, in the order of the checks' names.
    var asked: [CheckQuestion] { questions.withLock { $0.sorted { $0.check < $1.check } } }

    /// From now on `check` answers so; without that it allows.
    func answer(_ check: String, _ answer: CheckedEvaluation.Answer) { answers.withLock { $0[check] = answer } }

    /// Nobody is answered before so many ask at the same time.
    func answerOnce(asked count: Int) { meeting.withLock { $0 = Meeting(count) } }

    func ask(_ question: CheckQuestion) async -> CheckedEvaluation.Answer {
        questions.withLock { $0.append(question) }
        await meeting.withLock { $0 }?.attend()
        return answers.withLock { $0[question.check] } ?? .allowed
    }
}

/// Lets all go on as soon as so many are there.
private final class Meeting: Sendable {
    private let count: Int
    private let present = Mutex<[CheckedContinuation<Void, Never>]>([])

    init(_ count: Int) { self.count = count }

    func attend() async {
        await withCheckedContinuation { attendant in
            let all = present.withLock { present in
                present.append(attendant)
                guard present.count >= count else { return [CheckedContinuation<Void, Never>]() }
                defer { present = [] }
                return present
            }
            for one in all { one.resume() }
        }
    }
}
