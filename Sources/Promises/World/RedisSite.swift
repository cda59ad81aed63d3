import Alerts
import Redis
import RedisModel
import Rollouts
import Store
import Synchronization
import Wire

/// The simulated Redis: one primary that Rampart's own scripts run on, what it may lose, and what the chronicle is told of it.
///
/// Replicas are what a failover or a restart makes of them: an earlier copy of the primary that takes its place.
final class RedisSite: Sendable {
    private struct State {
        var keyspace: RedisKeyspace
        /// Troubles that keep it away.
        var away = 0
        var copies: [Int: RedisKeyspace] = [:]
        var lastEntry = "0-0"
        var sights: [String: Sight] = [:]
    }

    /// Who sends commands.
    struct Client: Sendable {
        /// The process.
        var process: Int
        /// Its name as a holder of leases; `nil` for operators.
        var holder: String?
    }

    private let state: Mutex<State>
    private let agenda: Agenda
    private let chronicle: Chronicle
    private let names: Names
    private let flags: [String]
    private let edit: (@Sendable ([[UInt8]]) -> [[UInt8]])?
    /// Whether every command is searched for secrets.
    private let searches: Bool

    /// Copies of it share what was compiled.
    private static let blank = RedisKeyspace()

    /// An empty Redis that is watched for `flags`; `edit` changes commands on their way, as only planted bugs do.
    init(
        agenda: Agenda,
        chronicle: Chronicle,
        names: Names,
        flags: [String],
        edit: (@Sendable ([[UInt8]]) -> [[UInt8]])?,
        searches: Bool
    ) {
        self.agenda = agenda
        self.chronicle = chronicle
        self.names = names
        self.flags = flags
        self.edit = edit
        self.searches = searches
        state = Mutex(State(keyspace: Self.blank))
    }

    /// Whether it answers.
    var isUp: Bool { state.withLock { $0.away == 0 } }

    // MARK: - Commands

    /// Runs a pipeline; `nil` while it is away.
    func run(_ commands: [RedisCommand], by client: Client) -> [RedisReply]? {
        let now = agenda.now.milliseconds
        var notes: [Happening] = []
        let replies = state.withLock { state -> [RedisReply]? in
            guard state.away == 0 else { return nil }
            return commands.map { command in
                let arguments = edit?(command.arguments) ?? command.arguments
                if searches, arguments.contains(where: { SimulatedVault.isSeen(in: $0) }) {
                    notes.append(.leaked("a secret was sent to Redis by \(command.name)"))
                }
                guard command.name.hasPrefix("EVAL") else { return state.keyspace.execute(arguments, at: now) }
                let leader = state.keyspace.execute("GET", names.leader, at: now).string
                let reply = state.keyspace.execute(arguments, at: now)
                let messages = state.keyspace.takePublished()
                notes += observe(&state, client, arguments, reply, leader: leader, now)
                notes += heard(&state, messages, notes, now)
                return reply
            }
        }
        for note in notes { chronicle.note(note) }
        return replies
    }

    private func observe(
        _ state: inout State,
        _ client: Client,
        _ arguments: [[UInt8]],
        _ reply: RedisReply,
        leader: String?,
        _ now: Int
    ) -> [Happening] {
        var notes: [Happening] = []
        let key = arguments.count > 3 ? String(decoding: arguments[3], as: UTF8.self) : ""
        let keys = arguments.count > 2 ? String(decoding: arguments[2], as: UTF8.self) : ""
        let isLease = key == names.leader && (keys == "1" || keys == "2")
        if let holder = client.holder, !isLease, reply.array?.first?.string == "ok" {
            let isReminder = Self.isReminder(arguments, keys)
            notes.append(
                .wrote(Writing(process: client.process, holder: holder, leader: leader, key: key, isReminder: isReminder))
            )
        }
        // What was refused has logged nothing.
        guard reply.array?.first?.string == "ok" else { return notes }
        return notes + newEntries(&state, client.process, now)
    }

    /// What evaluators hear, each message beside what stands there after the write.
    private func heard(
        _ state: inout State,
        _ messages: [PublishedMessage],
        _ notes: [Happening],
        _ now: Int
    ) -> [Happening] {
        var heard: [Happening] = []
        var told: Set<String> = []
        for message in messages {
            guard let flag = (try? JSON.parse(String(decoding: message.payload, as: UTF8.self)))?["flag"],
                let key = flag["key"]?.string, let held = FlagMessage.Content(sight(&state, key, now))
            else { continue }
            told.insert(key)
            heard.append(.published(FlagMessage(flag: key, told: FlagMessage.Content(flag), held: held)))
        }
        for case .logged(let record) in notes where !told.contains(record.flag) {
            guard let held = FlagMessage.Content(record.after), held != FlagMessage.Content(record.before) else { continue }
            heard.append(.published(FlagMessage(flag: record.flag, told: nil, held: held)))
        }
        return heard
    }

    /// Whether a write is about what Redis forgot: it has no token, and either commits as a recall or tells of the loss.
    private static func isReminder(_ arguments: [[UInt8]], _ keys: String) -> Bool {
        guard let first = Int(keys).map({ $0 + 3 }), arguments.count > first + 5 else { return false }
        let isRecall = arguments[first + 5] == Array(Transition.Kind.recall.rawValue.utf8)
        let isTold = arguments[first + 4] == Array(":\(Notice.SystemCondition.redisForgot.rawValue)".utf8)
        return arguments[first].isEmpty && (isRecall || isTold)
    }

    /// Entries of the log since the last look, each with what stands there now; several at once share that.
    private func newEntries(_ state: inout State, _ author: Int, _ now: Int) -> [Happening] {
        let reply = state.keyspace.execute("XRANGE", names.log, "(\(state.lastEntry)", "+", at: now)
        var notes: [Happening] = []
        for entry in LogReader.entries(reply) {
            state.lastEntry = entry.id
            let before = state.sights[entry.flag] ?? Sight()
            let after = entry.flag.isEmpty ? Sight() : sight(&state, entry.flag, now)
            state.sights[entry.flag] = after
            notes.append(
                .logged(
                    LogRecord(
                        id: entry.id,
                        flag: entry.flag,
                        kind: entry.kind,
                        event: RolloutEvent(json: entry.event),
                        json: entry.event,
                        author: author,
                        before: before,
                        after: after,
                        at: Moment(milliseconds: now)
                    )
                )
            )
        }
        return notes
    }

    private func sight(_ state: inout State, _ flag: String, _ now: Int) -> Sight {
        Sight(
            rollout: state.keyspace.execute("HGETALL", names.rollout(flag), at: now).map ?? [:],
            flag: state.keyspace.execute("HGETALL", names.flag(flag), at: now).map ?? [:]
        )
    }

    // MARK: - Troubles

    /// Keeps a copy that a later loss goes back to.
    func copy(as number: Int) { state.withLock { $0.copies[number] = $0.keyspace } }

    /// It answers nobody, until ``comeBack()``.
    func goAway() { state.withLock { $0.away += 1 } }

    /// It answers again.
    func comeBack() {
        state.withLock { state in
            state.away = max(0, state.away - 1)
            state.keyspace.forgetScripts()
        }
    }

    /// It forgets the scripts that were loaded.
    func flushScripts() { state.withLock { $0.keyspace.forgetScripts() } }

    /// It holds what copy `number` holds from now on, or nothing where there is none.
    func goBack(to number: Int?) {
        let now = agenda.now.milliseconds
        let (log, sights) = state.withLock { state -> ([String], [String: Sight]) in
            state.keyspace = number.flatMap { state.copies[$0] } ?? Self.blank
            let log = LogReader.entries(state.keyspace.execute("XRANGE", names.log, "-", "+", at: now)).map(\.id)
            state.lastEntry = log.last ?? "0-0"
            state.sights = [:]
            for flag in flags { state.sights[flag] = sight(&state, flag, now) }
            return (log, state.sights)
        }
        chronicle.note(.forgot(log: log, sights: sights))
    }

    // MARK: - Looking

    /// What stands there of `flag` now.
    func sight(of flag: String) -> Sight {
        let now = agenda.now.milliseconds
        return state.withLock { sight(&$0, flag, now) }
    }
}
