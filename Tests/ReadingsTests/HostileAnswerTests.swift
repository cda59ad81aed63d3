import Hostile
import Rollouts
import Testing
import Wire

@testable import Readings

/// Sources that lie, babble or are not what they were taken for.
@Suite struct HostileAnswerTests {
    private struct Source {
        let settings: String
        let good: String
        let member: String
        var question = Metric.Question.parameters([:])
        /// Whether conversions are asked for, which only reports have.
        var wantsConversions = false
        var wantsControl = false
    }

    private static let kinds = [
        Source(
            settings: #"{"kind":"report","url":"http://h"}"#,
            good:
                #"{"treatment":{"exposures":12.0,"errors":1e1,"conversions":3},"control":{"exposures":50,"errors":2,"conversions":7}}"#,
            member: "treatment",
            wantsConversions: true,
            wantsControl: true
        ),
        Source(
            settings: #"{"kind":"report","url":"http://h"}"#,
            good: #"{"exposures":12,"errors":1,"conversions":3}"#,
            member: "exposures"
        ),
        Source(
            settings: #"{"kind":"json","url":"http://h","total":"/all","error":"/failed/0"}"#,
            good: #"{"all":9,"failed":[2],"more":{"a":[1,2]}}"#,
            member: "all"
        ),
        Source(settings: #"{"kind":"json","url":"http://h","value":"/v"}"#, good: #"{"v":1.5,"w":[{}]}"#, member: "v"),
        Source(
            settings: #"{"kind":"prometheus","url":"http://h"}"#,
            good: PrometheusAnswerTests.vector("1.5"),
            member: "status",
            question: .value(Template("q"))
        ),
    ]

    private func outcome(_ source: Source, _ body: [UInt8]) async throws -> Reading.Outcome {
        let transport = StubTransport(.success(TransportAnswer(status: 200, headers: [], body: body)))
        return try await sources(source.settings, transport)
            .read(
                question(source.question, wantsControl: source.wantsControl, wantsConversions: source.wantsConversions),
                from: "a"
            )
    }

    /// What must hold of anything read: counts and values that can be counted with, and words that can be printed.
    private func check(_ outcome: Reading.Outcome, _ name: @autoclosure () -> String) {
        switch outcome {
        case .counts(let treatment, let control):
            for arm in [treatment, control].compactMap(\.self) {
                #expect(arm.exposures >= 0 && arm.errors >= 0 && arm.conversions >= 0, "\(name())")
            }
        case .value(let value): #expect(value.isFinite, "\(name())")
        case .noData(let words), .malformed(let words), .unreachable(let words):
            #expect((1...1000).contains(words.utf8.count), "\(name())")
            #expect(
                !words.unicodeScalars.contains { $0.properties.generalCategory == .control },
                "\(name()): \(words.debugDescription)"
            )
        }
    }

    @Test(arguments: kinds.indices)
    func `Hard documents are read or refused`(index: Int) async throws {
        let source = Self.kinds[index]
        var refused = 0
        for document in HostileJSON.documents(around: source.member) {
            let outcome = try await outcome(source, document.bytes)
            check(outcome, document.name)
            if case .malformed = outcome { refused += 1 }
        }
        #expect(refused > 10)
    }

    @Test(arguments: kinds.indices)
    func `Wounded answers are read or refused`(index: Int) async throws {
        let source = Self.kinds[index]
        let good = try JSON.parse(source.good)
        var dice = Dice(seed: UInt64(index))
        var taken = 0
        for round in 0..<400 {
            let body =
                round.isMultiple(of: 2)
                ? SpoiledBytes.of(Array(source.good.utf8), &dice) : Array(HostileJSON.spoiled(good, &dice).text.utf8)
            let outcome = try await outcome(source, body)
            check(outcome, String(decoding: body.prefix(500), as: UTF8.self))
            switch outcome {
            case .counts, .value: taken += 1
            case .noData, .malformed, .unreachable: break
            }
        }
        #expect((1..<400).contains(taken))
    }
}
