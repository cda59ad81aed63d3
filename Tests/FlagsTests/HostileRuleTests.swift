import Flags
import Hostile
import Testing
import Wire

/// Flags, segments and contexts that were written to do harm.
@Suite("Hostile rules")
struct HostileRuleTests {
    private static let flag = FlagReaderTests.page
    private static let segment = #"""
        {"id":"beta_testers","description":"d","owner":"o","priority":3,"rules":[
          {"attribute":"email","operator":"regex","value":"^[a-z]+@example\\.com$","ignoreCase":true},
          {"attribute":"app.version","operator":"semver","value":">=1.2.0 <3.0.0","negate":true},
          {"attribute":"age","operator":"between","value":[18,65]},{"attribute":"x","operator":"exists"},
          {"attribute":"since","operator":"before","value":"2026-01-01"}],"version":2}
        """#

    /// The most that one message may say.
    private static let longestMessage = 1000

    private static func keeping(_ bytes: [UInt8]) -> JSON? { try? JSON.parse(bytes, limits: JSONLimits(duplicates: .keep)) }

    private func check(_ diagnostics: [Diagnostic], taken: Bool) {
        #expect(taken == !diagnostics.contains { $0.severity == .error })
        for diagnostic in diagnostics {
            #expect((1...Self.longestMessage).contains(diagnostic.message.utf8.count), "\(diagnostic.message.prefix(200))")
            #expect(!diagnostic.line(file: "a").unicodeScalars.contains { $0.value < 0x20 })
        }
    }

    @Test("Hard documents are refused in words", arguments: ["key", "variants", "targeting", "distribution", "prerequisites"])
    func documents(member: String) {
        for document in HostileJSON.documents(around: member) {
            guard let json = Self.keeping(document.bytes) else { continue }
            let flag = FlagReader.read(json, rules: keyRules)
            check(flag.diagnostics, taken: flag.flag != nil)
            let segment = SegmentReader.read(json, rules: keyRules)
            check(segment.diagnostics, taken: segment.segment != nil)
        }
    }

    /// What is taken, however odd, evaluates for anyone, the same each time, and is written and read again as it is.
    @Test("Wounded flags are refused in words, or work", arguments: 0..<8)
    func wounded(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let flag = try JSON.parse(Self.flag), segment = try JSON.parse(Self.segment)
        let contexts = Self.contexts(&dice)
        var (taken, refused) = (0, 0)
        for round in 0..<60 {
            let isText = round.isMultiple(of: 3)
            let flagJSON = isText ? Self.keeping(SpoiledBytes.of(Array(Self.flag.utf8), &dice)) : HostileJSON.spoiled(flag, &dice)
            let segmentJSON =
                isText ? Self.keeping(SpoiledBytes.of(Array(Self.segment.utf8), &dice)) : HostileJSON.spoiled(segment, &dice)
            let readFlag = flagJSON.map { FlagReader.read($0, rules: keyRules) }
            let readSegment = segmentJSON.map { SegmentReader.read($0, rules: keyRules) }
            if let readFlag { check(readFlag.diagnostics, taken: readFlag.flag != nil) }
            if let readSegment { check(readSegment.diagnostics, taken: readSegment.segment != nil) }
            guard let flag = readFlag?.flag else {
                refused += 1
                continue
            }
            taken += 1
            #expect(FlagReader.read(try JSON.parse(flag.json.text), rules: keyRules).flag == flag, "\(flag.json.text)")
            let segments = readSegment?.segment.map { [$0] } ?? []
            let snapshot = Snapshot(flags: [flag, .on("new_cart")], segments: segments)
            for context in contexts {
                let evaluation = snapshot.evaluate(flag.key, context)
                #expect(evaluation.details == snapshot.evaluate(flag.key, context).details)
                #expect(evaluation.details.utf8.count < Self.longestMessage)
                _ = snapshot.segments(of: context)
            }
        }
        #expect(taken > 0 && refused > 5, "\(taken), \(refused)")
    }

    @Test("Wounded hashes of Redis serve what is off", arguments: 0..<8)
    func woundedHash(seed: UInt64) throws {
        var dice = Dice(seed: 100 + seed)
        let flag = try #require(FlagReader.read(try JSON.parse(Self.flag), rules: keyRules).flag)
        var faulty = 0
        for _ in 0..<60 {
            var hash = Dictionary(flag.hash.map { ($0.field, $0.text) }, uniquingKeysWith: { $1 })
            for _ in 0...dice.number(below: 3) {
                let field = dice.one(of: hash.keys.sorted() + ["enabled"])
                hash[field] = String(decoding: SpoiledBytes.of(Array((hash[field] ?? "1").utf8), &dice), as: UTF8.self)
            }
            let stored = StoredFlag(key: flag.key, hash: hash.map { (field: $0.key, text: $0.value) })
            if !stored.faults.isEmpty { faulty += 1 }
            for fault in stored.faults { #expect((1...Self.longestMessage).contains(fault.message.utf8.count)) }
            let evaluation = Snapshot(stored: [stored], segments: [], revision: "1-0").evaluate(flag.key, .user("u"))
            if stored.faults.contains(where: \.isServedOff) { #expect(!evaluation.isOn) }
        }
        #expect(faulty > 10)
    }

    /// Contexts as they come from a network, those that can be read.
    private static func contexts(_ dice: inout Dice) -> [Context] {
        let good =
            #"{"targetingKey":"u","tier":"business","email":"ann@example.com","age":30,"app":{"version":"2.0.0"},"since":"2025-05-05"}"#
        var contexts: [Context] = [.user("u")]
        for _ in 0..<12 {
            let spoiled = SpoiledBytes.of(Array(good.utf8), &dice)
            if let json = try? JSON.parse(spoiled, limits: Context.limits), let context = try? Context(json) {
                contexts.append(context)
            }
            if let json = try? JSON.parse(good), let context = try? Context(HostileJSON.spoiled(json, &dice)) {
                contexts.append(context)
            }
        }
        let many = (0..<10_000).map { ("a\($0)", JSON($0)) } + [("email", JSON(String(repeating: "a", count: 100_000) + "@"))]
        return contexts + [.user("u", many)]
    }

    @Test("Hard contexts are refused or evaluate", arguments: ["targetingKey", "userId", "email", "app"])
    func contexts(member: String) throws {
        let flag = Flag.on { $0.segments = ["beta_testers"] }
        let segment = try #require(SegmentReader.read(try JSON.parse(Self.segment), rules: keyRules).segment)
        let snapshot = Snapshot(flags: [flag], segments: [segment])
        var (refused, evaluated) = (0, 0)
        for document in HostileJSON.documents(around: member) {
            do throws(JSONFault) {
                let json = try JSON.parse(document.bytes, limits: Context.limits)
                do throws(Context.Fault) {
                    let evaluation = snapshot.evaluate(flag.key, try Context(json))
                    #expect(evaluation.details.utf8.count < Self.longestMessage, "\(document.name)")
                    evaluated += 1
                } catch {
                    #expect((1...Self.longestMessage).contains(error.message.utf8.count), "\(document.name)")
                    refused += 1
                }
            } catch {
                #expect((1...Self.longestMessage).contains(error.message.utf8.count), "\(document.name)")
                refused += 1
            }
        }
        #expect(refused > 5 && evaluated > 3, "\(refused), \(evaluated)")
    }
}
