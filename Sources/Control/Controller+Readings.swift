import Logging
import Readings
import Rollouts

extension Controller {
    /// Reads every guard that is due, all at once.
    func read(_ flag: String, _ plan: Plan, _ state: RolloutState) async -> [Reading] {
        guard state.phase.isWatched, state.percentage > .zero else { return [] }
        let now = time.now
        let stage = plan.stageOfLimits(state.position)
        var due: [Guard] = []
        for condition in plan.guards where condition.applies(inStage: stage) {
            let least = isAdaptive(condition) ? desk.leastInterval(of: condition.metric.source) : nil
            let known =
                watches[flag]?.guards[condition.name]
                ?? RolloutWatch.GuardWatch(
                    pace: Pace(interval: condition.interval, least: least),
                    next: state.guards[condition.name]?.lastAsked.flatMap { next($0, condition) } ?? now
                )
            watches[flag]?.guards[condition.name] = known
            if known.next <= now { due.append(condition) }
        }
        guard !due.isEmpty else { return [] }
        let desk = self.desk
        let entry = state.entry
        let readings = await withTaskGroup(of: Reading.self) { group in
            for condition in due {
                let question = question(condition, plan, state, stage, now)
                group.addTask {
                    Reading(
                        guardName: condition.name,
                        entry: entry,
                        asked: now,
                        outcome: await desk.read(question)
                    )
                }
            }
            var readings: [Reading] = []
            for await reading in group { readings.append(reading) }
            return readings
        }
        for reading in readings { keepPace(flag, reading) }
        return readings.sorted { $0.guardName < $1.guardName }
    }

    /// When a guard is read again that a process before this one read at `asked`; `nil`: at once, since it is not known how
    /// long ago that was.
    private func next(_ asked: Moment, _ condition: Guard) -> Moment? {
        if let carriedOnTo, asked <= carriedOnTo { return nil }
        return asked + condition.interval
    }

    private func isAdaptive(_ condition: Guard) -> Bool {
        switch condition.criterion {
        case .proportion: true
        case .conversion, .value: false
        }
    }

    private func question(
        _ condition: Guard,
        _ plan: Plan,
        _ state: RolloutState,
        _ stage: Int,
        _ now: Moment
    ) -> MetricQuestion {
        var wantsControl = false
        if case .proportion(let proportion) = condition.criterion { wantsControl = proportion.control != nil }
        var wantsConversions = false
        if case .conversion = condition.criterion { wantsConversions = true }
        return MetricQuestion(
            flag: state.flag,
            percentage: state.percentage,
            stage: stage,
            since: state.stageSince,
            until: max(state.stageSince, now - plan.delay),
            entry: state.entry,
            metric: condition.metric,
            wantsControl: wantsControl,
            wantsConversions: wantsConversions
        )
    }

    private func keepPace(_ flag: String, _ reading: Reading) {
        guard var known = watches[flag]?.guards[reading.guardName] else { return }
        switch reading.outcome {
        case .counts(let treatment, _):
            known.pace.heard(newExposures: max(0, treatment.exposures &- known.exposures))
            known.exposures = treatment.exposures
        case .value: known.pace.heard(newExposures: 0)
        case .noData(let why), .malformed(let why), .unreachable(let why):
            known.pace.troubled()
            logger.debug(
                "no usable reading",
                metadata: ["flag": "\(flag)", "guard": "\(reading.guardName)", "why": "\(why)"]
            )
        }
        known.next = reading.asked + known.pace.interval
        watches[flag]?.guards[reading.guardName] = known
    }
}
