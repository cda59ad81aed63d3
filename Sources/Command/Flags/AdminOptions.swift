import ArgumentParser
import FlagStore
import Rollouts
import Wire

/// What every command on flags and segments is given.
struct AdminOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Ask this server over HTTP, with the token in RAMPART_TOKEN; otherwise Redis.", valueName: "url"))
    var server: String?
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var common: CommonOptions

    /// Does `task` over HTTP or straight in Redis.
    func ask(_ task: AdminTask, request: String? = nil) async throws -> JSON {
        if let server { return try await ServerAdmin(client: ServerClient(server: server, request: request)).ask(task) }
        return try await StraightAdmin(setup: try Setup(common)).ask(task)
    }
}

/// What every change is given beside.
struct ChangeOptions: ParsableArguments {
    @Option(help: "Why, for the audit trail.")
    var reason: String?
    @Option(help: ArgumentHelp("Only if it stands at this version.", valueName: "version"))
    var ifVersion: Int?
    @Option(help: ArgumentHelp("With --server: names the change, which is made once under one name.", valueName: "id"))
    var request: String?
    @OptionGroup var admin: AdminOptions

    /// The version that is asked for.
    var expected: ExpectedVersion { ifVersion.map { .version($0) } ?? .any }

    /// Makes a change and prints what became of it.
    func make(_ deed: AdminTask.Deed, expecting expected: ExpectedVersion? = nil) async throws {
        let task = AdminTask(deed: deed, expected: expected ?? self.expected, reason: reason ?? "")
        let answer = try await admin.ask(task, request: request)
        let results = answer["results"]?.array ?? [answer]
        if admin.json {
            Terminal.line(answer.pretty())
        } else {
            for result in results { Terminal.line(result["message"]?.string ?? result.text) }
        }
        for warning in results.flatMap({ $0["warnings"]?.array ?? [] }) {
            Terminal.complain("warning: \(warning["pointer"]?.string ?? ""): \(warning["message"]?.string ?? "")")
        }
    }
}

/// Flags or segments, for commands that both have.
protocol KeptNoun {
    static var kind: FlagName.Kind { get }
    /// One that stands in examples.
    static var example: String { get }
}

/// Flags.
enum FlagNoun: KeptNoun {
    static let kind = FlagName.Kind.flag
    static let example = "new_cart"
}

/// Segments.
enum SegmentNoun: KeptNoun {
    static let kind = FlagName.Kind.segment
    static let example = "beta_testers"
}

extension KeptNoun {
    static var noun: String { kind.rawValue }
    static var command: String { "rampart \(noun)s" }

    /// The flag or segment that `key` names.
    static func name(_ key: String) throws(Complaint) -> FlagName {
        switch kind {
        case .flag:
            if let fault = FlagKey.fault(in: key) { throw .usage("\(key.quoted) is no flag's key: it \(fault)") }
            return .flag(key)
        case .segment:
            if let fault = FlagKey.fault(in: key, reserved: FlagKey.reservedForSegments) {
                throw .usage("\(key.quoted) is no segment's id: it \(fault)")
            }
            return .segment(key)
        }
    }
}
