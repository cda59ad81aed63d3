/// What some sentinels answered when they were asked for the primary, and which of them to believe.
///
/// Every failover raises the primary's configuration epoch, so that the answer with the highest is the newest. A failover
/// needs the votes of more than half of the sentinels, so that among more than half of the answers is one of a voter; the
/// voters themselves hear of the new primary a little later.
struct SentinelPoll {
    /// One sentinel's word.
    struct Answer: Equatable {
        let address: RedisAddress
        /// Below 0 when the sentinel would not tell it.
        let epoch: Int

        init(_ address: RedisAddress, epoch: Int = -1) {
            self.address = address
            self.epoch = epoch
        }
    }

    /// How many sentinels there are.
    let listed: Int
    /// The newest answer that was heard before.
    let known: Answer?
    private var answers: [Answer] = []
    private var failures: [(sentinel: RedisAddress, fault: RedisFault)] = []

    init(listed: Int, known: Answer?) {
        self.listed = listed
        self.known = known
    }

    /// Whether enough have answered that no other need be waited for: as long as all are behind what is known, another may
    /// know it as well.
    var isSettled: Bool { hasMajority && !isBehind }

    private var hasMajority: Bool { answers.count > listed / 2 }

    private var isBehind: Bool {
        guard let newest, let known else { return false }
        return newest.epoch < known.epoch
    }

    mutating func add(_ answer: Answer) { answers.append(answer) }

    mutating func add(_ fault: RedisFault, of sentinel: RedisAddress) { failures.append((sentinel, fault)) }

    /// Where to connect. A few sentinels that are behind what is known are cut off from the others and not believed; more
    /// than half of them have been set up anew.
    var primary: Answer? { isBehind && !hasMajority ? nil : newest }

    /// The primary that has taken the place of `current`, if these answers are enough to leave it for another.
    func successor(of current: Answer) -> Answer? {
        guard let newest, newest.address != current.address else { return nil }
        return newest.epoch > current.epoch || votes(for: newest) > listed / 2 ? newest : nil
    }

    /// Why there is no primary, sentinel by sentinel.
    func fault(primary: String) -> RedisFault {
        let login = failures.first { $0.fault.code == .authentication }?.fault
        let reasons = failures.map { "\($0.sentinel): \($0.fault.message)" }
        let behind = answers.map { "\($0.address) was named by a sentinel that is behind the others." }
        let words = reasons + behind + (listed == 0 ? ["No sentinel is listed."] : [])
        return RedisFault(
            answers.isEmpty && login != nil ? .authentication : .unreachable,
            "No sentinel can be believed on where the primary '\(primary)' is. \(words.joined(separator: " "))",
            server: login?.server
        )
    }

    /// The answer with the highest epoch, and among several the one given most often.
    var newest: Answer? {
        answers.max { ($0.epoch, votes(for: $0)) < ($1.epoch, votes(for: $1)) }
    }

    private func votes(for answer: Answer) -> Int {
        answers.count { $0.address == answer.address }
    }
}
