/// All that was seen of a run, for the checks.
struct Evidence: Sendable {
    let mode: RedisSite.Mode
    let features: [String: Feature]
    /// The log of the last primary.
    let history: [Record]
    /// Histories that servers had, and that failovers took from them.
    let lost: [(node: String, branch: Follower.Branch)]
    let followers: [Follower]
    let sights: [Sight]
    let standings: [String: Standing]
    let messages: [Webhooks.Message]
    let lives: [Controllers.Life]
    let orders: [Operators.Given]
    let journal: Journal
    let outcomes: Outcomes
    let claims: [Claim]
    /// How often all flags were looked at.
    let looks: Int

    init(_ estate: Estate, _ watch: Watch, _ journal: Journal) throws {
        guard let primary = watch.primary, let standings = watch.standings else { throw Failure("no primary answers at the end") }
        mode = estate.redis.mode
        features = Dictionary(uniqueKeysWithValues: estate.features.map { ($0.flag, $0) })
        history = primary.records
        lost = watch.followers.flatMap { follower in follower.lost.map { (follower.node.name, $0) } }
        followers = watch.followers
        sights = watch.sights
        looks = watch.pollers.reduce(0) { $0 + $1.count }
        self.standings = standings
        messages = estate.webhooks.messages
        lives = estate.controllers.all
        orders = estate.operators.all
        self.journal = journal
        outcomes = estate.outcomes
        claims = lives.flatMap(Claim.all).sorted { $0.at < $1.at }
    }

    /// Every history, the last one first.
    var histories: [[Record]] { [history] + lost.map(\.branch.records) }

    /// Entries of a flag around a moment, as evidence.
    func around(_ flag: String, _ time: Int, in records: [Record]? = nil) -> String {
        let own = (records ?? history).filter { $0.flag == flag }
        let near = own.filter { abs($0.at - time) < 30_000 }.suffix(12)
        return near.map { "      \($0.line)" }.joined(separator: "\n")
    }
}

/// A controller's own word, in its log, that it committed something.
struct Claim: Sendable {
    let life: String
    let process: String
    let at: Int
    let kind: String
    let flag: String
    let percentage: Double
    let line: String

    private static let kinds: Set<String> = [
        "schedule", "start", "advance", "hold", "recover", "awaitApproval", "halt", "stepBack", "rollback", "restart",
        "complete", "planChanged", "orphan", "adopt", "remind",
    ]

    /// Whether it gives this reason.
    func tells(_ reason: String) -> Bool { line.contains(reason.prefix { $0 != "\"" && $0 != "\\" }) }

    /// Those of one process.
    static func all(_ life: Controllers.Life) -> [Claim] {
        life.process.errors.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count > 5, words[1] == "INFO", kinds.contains(String(words[2])), let at = WallClock.read(words[0]) else {
                return nil
            }
            func value(_ name: String) -> String? {
                words.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
            }
            guard let flag = value("flag"), let percentage = value("to").flatMap({ Double($0) }) else { return nil }
            return Claim(
                life: life.name,
                process: String(life.process.id),
                at: at,
                kind: String(words[2]),
                flag: flag,
                percentage: percentage,
                line: String(line)
            )
        }
    }
}

/// What a check came to.
struct Finding: Sendable {
    /// Which of the ten promises it is of.
    var promises: [Int]
    var name: String
    /// How many things were looked at.
    var looked: Int
    var violations: [String]
    /// What is worth knowing and no violation.
    var remark = ""
}
