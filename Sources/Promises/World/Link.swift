import Redis
import RedisModel
import Rollouts
import Synchronization

/// How the way from one process to Redis behaves.
struct LinkManner: Sendable {
    /// Nothing gets through.
    var isCut = false
    /// Of a hundred requests so many are lost before they run.
    var lostBefore = 0
    /// Of a hundred answers so many are lost.
    var lostAfter = 0
    /// Every way takes so much longer.
    var extra = Duration.zero
    /// Requests wait on the way for as long as this is.
    var isStalled = false
}

/// One life's connection to the simulated Redis: in order as a connection is, and as unreliable as the run makes it.
final class Link: RedisCommanding {
    private struct State {
        var manner = LinkManner()
        /// No request arrives before the one sent before it.
        var arrival = Moment(milliseconds: 0)
        var held: [@Sendable () -> Void] = []
    }

    private typealias Answer = Result<[RedisReply], RedisFault>

    let commandTimeout = Duration.seconds(5)
    private let site: RedisSite
    private let client: RedisSite.Client
    private let life: Life
    private let agenda: Agenda
    private let dice: Dice
    private let state = Mutex(State())

    init(site: RedisSite, client: RedisSite.Client, life: Life, agenda: Agenda, dice: Dice) {
        self.site = site
        self.client = client
        self.life = life
        self.agenda = agenda
        self.dice = dice
    }

    /// Behaves otherwise from now on; what was held runs when it is no longer stalled.
    func change(_ change: (inout LinkManner) -> Void) {
        let held = state.withLock { state -> [@Sendable () -> Void] in
            change(&state.manner)
            guard !state.manner.isStalled else { return [] }
            defer { state.held = [] }
            return state.held
        }
        for send in held { send() }
    }

    func pipeline(_ commands: [RedisCommand], timeout: Duration?) async throws(RedisFault) -> [RedisReply] {
        // The script's digest is asked for once in a program's life, whichever run comes first: it must not be seen. So the
        // script is run as whoever knows the digest runs it.
        if let digest = ScriptBook.answer(commands) {
            return [.bulk(Array(digest.utf8))] + (try await run(Array(commands.dropFirst()), by: digest))
        }
        return try await exchange(commands)
    }

    /// Runs the script that leads `commands` by its digest, and by its text where the server does not have it.
    private func run(_ commands: [RedisCommand], by digest: String) async throws(RedisFault) -> [RedisReply] {
        guard let byText = commands.first else { return [] }
        let byDigest = RedisCommand(["EVALSHA", .text(digest)] + byText.arguments.dropFirst(2).map(RedisValue.bytes))
        let replies = try await exchange([byDigest] + commands.dropFirst())
        guard case .error(let error) = replies.first, error.prefix == "NOSCRIPT" else { return replies }
        return try await exchange(commands)
    }

    private func exchange(_ commands: [RedisCommand]) async throws(RedisFault) -> [RedisReply] {
        guard life.isAlive else { throw RedisFault(.closed, "The process has ended.") }
        let manner = state.withLock(\.manner)
        guard !manner.isCut, site.isUp else {
            // A refused connection is tried again until the deadline.
            await pause(dice.with { $0.happens(0.5) } ? .milliseconds(200) : commandTimeout)
            throw RedisFault(.unreachable, "Redis was not connected in time; the command has not run.")
        }
        let waiting = Waiting<Answer>()
        let (there, back, fate) = draw(manner)
        let deadline = agenda.after(commandTimeout) {
            waiting.settle(.failure(RedisFault(.timedOut, "Redis did not answer in time.", mayHaveRun: true)))
        }
        if fate != .lostBefore { send(commands, after: there, back: back, fate, to: waiting) }
        let answer = await waiting.value(
            cancelled: .failure(RedisFault(.cancelled, "The calling task was cancelled.", mayHaveRun: true))
        )
        agenda.cancel(deadline)
        guard life.isAlive else { throw RedisFault(.closed, "The process has ended.", mayHaveRun: true) }
        return try answer.get()
    }

    private func pause(_ duration: Duration) async {
        let waiting = Waiting<Void>()
        let number = agenda.after(duration) { waiting.settle(()) }
        await waiting.value(cancelled: ())
        agenda.cancel(number)
    }

    // MARK: - On the way

    private enum Fate {
        case arrives
        case lostBefore
        case lostAfter
    }

    private func draw(_ manner: LinkManner) -> (there: Duration, back: Duration, fate: Fate) {
        dice.with { chance in
            let there = manner.extra + .milliseconds(chance.number(0...2))
            let back = manner.extra + .milliseconds(chance.number(0...2))
            guard manner.lostBefore > 0 || manner.lostAfter > 0 else { return (there, back, .arrives) }
            let draw = chance.below(100)
            let fate: Fate =
                draw < manner.lostBefore ? .lostBefore : draw < manner.lostBefore + manner.lostAfter ? .lostAfter : .arrives
            return (there, back, fate)
        }
    }

    private func send(
        _ commands: [RedisCommand],
        after there: Duration,
        back: Duration,
        _ fate: Fate,
        to waiting: Waiting<Answer>
    ) {
        let now = agenda.now
        let delay = state.withLock { state in
            state.arrival = max(state.arrival, now + there)
            return state.arrival - now
        }
        agenda.after(delay) { [self] in
            let isHeld = state.withLock { state in
                guard state.manner.isStalled else { return false }
                state.held.append { self.arrive(commands, back: back, fate, to: waiting) }
                return true
            }
            if !isHeld { arrive(commands, back: back, fate, to: waiting) }
        }
    }

    /// Runs even where the process that sent it has ended meanwhile, as what a server has received does.
    private func arrive(_ commands: [RedisCommand], back: Duration, _ fate: Fate, to waiting: Waiting<Answer>) {
        guard let replies = site.run(commands, by: client) else {
            waiting.settle(.failure(RedisFault(.connectionLost, "The connection to Redis ended.", mayHaveRun: true)))
            return
        }
        guard fate == .arrives else { return }
        agenda.after(back) { waiting.settle(.success(replies)) }
    }
}
