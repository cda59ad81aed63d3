import Wire

extension Snapshot {
    /// The outcome for one flag; its prerequisites are evaluated as they are needed, none twice.
    func outcome(_ position: Int, _ context: Context) -> Outcome {
        let flag = flags[position]
        guard flag.faults.isEmpty else { return Outcome(variant: flag.off, step: .broken) }
        guard flag.flag.enabled else { return Outcome(variant: flag.off, step: .disabled) }
        guard flag.isGated else { return flag.draw(context) }
        var memo = SegmentMemo()
        if links[position].prerequisites.isEmpty {
            return outcome(position, context, &memo) { _ in nil }
        }
        return outcomeWithPrerequisites(position, context)
    }

    /// The outcomes for all flags, by position.
    func outcomes(_ context: Context) -> [Outcome] {
        var outcomes = [Outcome](repeating: Outcome(variant: -1, step: .broken), count: flags.count)
        var memo = SegmentMemo(count: segments.count)
        for position in order {
            let outcome = outcome(position, context, &memo) { outcomes[$0] }
            outcomes[position] = outcome
        }
        return outcomes
    }

    /// A stack of our own: prerequisites may be chained however deep.
    private func outcomeWithPrerequisites(_ position: Int, _ context: Context) -> Outcome {
        var memo = SegmentMemo(count: segments.count)
        var known: [Int: Outcome] = [:]
        var stack: [(flag: Int, next: Int)] = [(position, 0)]
        while let top = stack.last {
            let wanted = links[top.flag].prerequisites
            if descends(top.flag), top.next < wanted.count, let prerequisite = wanted[top.next] {
                guard let served = known[prerequisite.flag] else {
                    stack.append((prerequisite.flag, 0))
                    continue
                }
                if served.isServed, served.variant == prerequisite.variant {
                    stack[stack.count - 1].next += 1
                    continue
                }
            }
            known[top.flag] = outcome(top.flag, context, &memo) { known[$0] }
            stack.removeLast()
        }
        return known[position] ?? Outcome(variant: flags[position].off, step: .broken)
    }

    /// Whether evaluating the flag asks for its prerequisites.
    private func descends(_ position: Int) -> Bool {
        flags[position].faults.isEmpty && flags[position].flag.enabled && !links[position].isCircular
    }

    /// The steps in their order. `served` gives the outcomes of other flags, as far as they are known.
    private func outcome(
        _ position: Int,
        _ context: Context,
        _ memo: inout SegmentMemo,
        _ served: (Int) -> Outcome?
    ) -> Outcome {
        let flag = flags[position]
        guard flag.faults.isEmpty else { return Outcome(variant: flag.off, step: .broken) }
        guard flag.flag.enabled else { return Outcome(variant: flag.off, step: .disabled) }
        guard flag.isGated else { return flag.draw(context) }
        let links = links[position]
        if links.isCircular { return Outcome(variant: flag.off, step: .circle) }
        if let step = failure(links.prerequisites, served) { return Outcome(variant: flag.off, step: step) }
        var isUndecided = false
        if !flag.flag.rolloutSegments.isEmpty, !isInAny(links.rolloutSegments, context, &memo, &isUndecided) {
            return Outcome(variant: flag.off, step: .rolloutSegments, isUndecided: isUndecided)
        }
        if let failure = flag.targeting.firstFailure(context) {
            let undecided = isUndecided || failure.isUndecided
            return Outcome(variant: flag.off, step: .rule(failure.position), isUndecided: undecided)
        }
        if !flag.flag.segments.isEmpty, !isInAny(links.segments, context, &memo, &isUndecided) {
            return Outcome(variant: flag.off, step: .segments, isUndecided: isUndecided)
        }
        var outcome = flag.draw(context)
        outcome.isUndecided = isUndecided
        return outcome
    }

    private func failure(_ prerequisites: [FlagLinks.Prerequisite?], _ served: (Int) -> Outcome?) -> Outcome.Step? {
        for (position, prerequisite) in prerequisites.enumerated() {
            guard let prerequisite, let outcome = served(prerequisite.flag) else { return .prerequisite(position) }
            if outcome.isKeyMissing { return .prerequisiteKeyMissing(position) }
            guard outcome.isServed, outcome.variant == prerequisite.variant else { return .prerequisite(position) }
        }
        return nil
    }

    private func isInAny(
        _ positions: [Int],
        _ context: Context,
        _ memo: inout SegmentMemo,
        _ isUndecided: inout Bool
    ) -> Bool {
        for position in positions {
            switch memo.verdict(position, of: segments, context) {
            case .match: return true
            case .noMatch: continue
            case .undecided: isUndecided = true
            }
        }
        return false
    }
}
