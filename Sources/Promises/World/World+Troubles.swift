import Rollouts

extension World {
    /// Every loss of writes needs a copy of the primary from before.
    func copyBeforeLosses() {
        for timed in scenario.troubles {
            guard case .redisForgets(let last, _) = timed.trouble else { continue }
            agenda.after(max(.zero, timed.at - last)) { [redis] in redis.copy(as: timed.number) }
        }
    }

    /// Begins a trouble, and sees to its end: none lasts beyond the storm.
    func begin(_ timed: TimedTrouble) {
        chronicle.note(.trouble(timed))
        func lasting(_ duration: Duration) -> Duration { min(duration, max(.zero, scenario.storm - timed.at)) }
        func later(_ duration: Duration, _ end: @escaping @Sendable () -> Void) {
            agenda.after(lasting(duration), end)
        }
        switch timed.trouble {
        case .cut(let process, let time): link(process, later, time, { $0.isCut = true }, { $0.isCut = false })
        case .lossy(let process, let time, let before, let after):
            link(
                process,
                later,
                time,
                { ($0.lostBefore, $0.lostAfter) = (before, after) },
                { ($0.lostBefore, $0.lostAfter) = (0, 0) }
            )
        case .slow(let process, let time, let extra):
            link(process, later, time, { $0.extra = extra }, { $0.extra = .zero })
        case .stalled(let process, let time):
            link(process, later, time, { $0.isStalled = true }, { $0.isStalled = false })
        case .redisAway(let time):
            redis.goAway()
            later(time) { [redis] in redis.comeBack() }
        case .redisForgets(_, let time):
            redis.goAway()
            later(time) { [redis] in
                redis.goBack(to: timed.number)
                redis.comeBack()
            }
        case .redisEmptied(let time):
            redis.goAway()
            later(time) { [redis] in
                redis.goBack(to: nil)
                redis.comeBack()
            }
        case .scriptsFlushed: redis.flushScripts()
        case .kill(let process, let jobs, let time):
            guard let node = node(process) else { return }
            let down = lasting(time)
            node.armKill(afterJobs: jobs) { [agenda] in
                node.keepDown(by: 1)
                agenda.after(down) { node.keepDown(by: -1) }
            }
        case .stop(let process, let time):
            guard let node = node(process) else { return }
            node.keepDown(by: 1)
            node.stop()
            agenda.after(.seconds(31) + lasting(time)) { node.keepDown(by: -1) }
        case .freeze(let process, let time):
            guard let node = node(process) else { return }
            node.freeze(true)
            later(time) { node.freeze(false) }
        case .stepClock(let process, let step): (node(process)?.host ?? operators.host).step(by: step)
        case .source(let flag, let trouble, let time):
            metrics.set(trouble, flag: flag)
            later(time) { [metrics] in metrics.set(nil, flag: flag) }
        case .channel(let name, let trouble, let time):
            channels.set(trouble, channel: name)
            later(time) { [channels] in channels.set(nil, channel: name) }
        case .breakPlan(let flag, let time):
            plans.breaks(flag, by: 1)
            later(time) { [plans] in plans.breaks(flag, by: -1) }
        case .removePlan(let flag, let time):
            plans.removes(flag, by: 1)
            later(time) { [plans] in plans.removes(flag, by: -1) }
        case .editPlan(let flag, let raised): edit(flag, raised: raised)
        case .directoryGone(let time):
            plans.unreadable(by: 1)
            later(time) { [plans] in plans.unreadable(by: -1) }
        case .directoryEmpty(let time):
            plans.empties(by: 1)
            later(time) { [plans] in plans.empties(by: -1) }
        case .order(let flag, let order, let force): operators.take(order, of: flag, force: force)
        }
    }

    private func node(_ process: Int) -> SimulatedNode? { nodes.indices.contains(process) ? nodes[process] : nil }

    /// Changes a process's way to Redis for a while; the process after the last node is the operators'.
    private func link(
        _ process: Int,
        _ later: (Duration, @escaping @Sendable () -> Void) -> Void,
        _ time: Duration,
        _ begin: @escaping @Sendable (inout LinkManner) -> Void,
        _ end: @escaping @Sendable (inout LinkManner) -> Void
    ) {
        if let node = node(process) {
            node.changeLink(begin)
            later(time) { node.changeLink(end) }
        } else {
            operators.changeLink(begin)
            later(time) { [operators] in operators.changeLink(end) }
        }
    }
}
