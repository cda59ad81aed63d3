/// The content of a zone file: a table of past changes, and the rule that goes on from the last of them.
struct ZoneTable: Sendable, Equatable {
    /// The instants at which the offset changes, ascending.
    let transitions: [Int64]

    /// The offset from each transition on, in seconds east of UTC; as many as `transitions`.
    let offsets: [Int32]

    /// The offset before the first transition.
    let firstOffset: Int32

    /// The rule from the last transition on, if the file has one.
    let rule: YearRule?

    /// A zone that never changes its offset.
    init(fixedOffset: Int32) {
        self.init(transitions: [], offsets: [], firstOffset: fixedOffset, rule: nil)
    }

    init(transitions: [Int64], offsets: [Int32], firstOffset: Int32, rule: YearRule?) {
        self.transitions = transitions
        self.offsets = offsets
        self.firstOffset = firstOffset
        self.rule = rule
    }

    /// Seconds east of UTC at an instant.
    func offset(at seconds: Int64) -> Int {
        let past = transitionCount(upTo: seconds)
        if past == transitions.count, let rule { return rule.offset(at: seconds) }
        return past == 0 ? Int(firstOffset) : Int(offsets[past - 1])
    }

    /// The first transition later than an instant, or nil.
    func nextTransition(after seconds: Int64) -> Int64? {
        let past = transitionCount(upTo: seconds)
        return past < transitions.count ? transitions[past] : rule?.nextTransition(after: seconds)
    }

    /// How many transitions are at or before an instant, by bisection.
    private func transitionCount(upTo seconds: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
