import Logging
import Readings
import Rollouts
import Store
import Wire

extension Controller {
    /// How long a rollout without guards or waits sleeps at most.
    private static let idle = Duration.seconds(30)

    /// Checks one rollout: the directory's wishes first, then its guards.
    func check(_ flag: String) async {
        let next = await checked(flag)
        inFlight -= 1
        guard watches[flag] != nil else { return }
        watches[flag]?.isChecked = false
        // News that came while it was checked is not to wait for the next check's time.
        let hasNews = watches[flag]?.isStale == true && watches[flag]?.failures == 0
        if let next { schedule(flag, at: hasNews ? time.now : next, evenLater: true) }
        if watches[flag]?.stored == nil, shelf?.plans[flag] == nil { watches[flag] = nil }
    }

    /// When the next check is due.
    private func checked(_ flag: String) async -> Moment? {
        guard let token = lease?.token, leads else { return time.now + .seconds(1) }
        do throws(StoreFault) {
            if watches[flag]?.isStale == true { try await reload(flag) }
            if let next = try await adopt(flag, token) { return next }
            let next = try await judge(flag, token)
            watches[flag]?.failures = 0
            return next
        } catch {
            // Whether a write happened is unknown: Redis is read before anything else is decided.
            let failures = (watches[flag]?.failures ?? 0) + 1
            watches[flag]?.failures = failures
            watches[flag]?.isStale = true
            logger.log(
                level: failures == 1 ? .warning : .debug,
                "the check could not be finished",
                metadata: ["flag": "\(flag)", "why": "\(error)"]
            )
            return time.now + min(.milliseconds(100 << min(failures, 6)), .seconds(5))
        }
    }

    private func reload(_ flag: String) async throws(StoreFault) {
        let stored = try await store.rollout(flag)
        guard watches[flag] != nil else { return }
        try await absorb([flag: stored])
    }

    // MARK: - Plans

    /// Does what the plan directory wants of the rollout; `nil` when that is nothing.
    private func adopt(_ flag: String, _ token: String) async throws(StoreFault) -> Moment? {
        guard let shelf, let watch = watches[flag] else { return nil }
        let now = time.now
        guard let shelved = shelf.plans[flag] else {
            guard let stored = watch.stored, let plan = watch.plan, isGone(flag, file: stored.file),
                let transition = PlanAdoption.lose(stored.state)
            else { return nil }
            return try await commit(transition, plan: plan, text: stored.planText, file: stored.file, token: token)
        }
        let plan = shelved.plan.sped(up: settings.speed)
        guard let stored = watch.stored else {
            let state = RolloutState(plan: plan, digest: shelved.digest, now: now)
            return try await commit(
                Transition(.schedule, state),
                plan: plan,
                text: shelved.text,
                file: shelved.file,
                token: token
            )
        }
        if let transition = PlanAdoption.find(stored.state) {
            return try await commit(
                transition,
                plan: watch.plan ?? plan,
                text: stored.planText,
                file: shelved.file,
                token: token
            )
        }
        switch PlanAdoption.edit(plan, digest: shelved.digest, state: stored.state, accepted: watch.plan, now: now) {
        case .unchanged: return nil
        case .change(let transition):
            return try await commit(transition, plan: plan, text: shelved.text, file: shelved.file, token: token)
        case .refused(let why):
            if watch.refusedDigest != shelved.digest {
                watches[flag]?.refusedDigest = shelved.digest
                logger.error("the plan's edit is refused", metadata: ["flag": "\(flag)", "why": "\(why)"])
            }
            return nil
        }
    }

    // MARK: - Judging

    private func judge(_ flag: String, _ token: String) async throws(StoreFault) -> Moment {
        guard let watch = watches[flag], let stored = watch.stored, let plan = watch.plan else {
            return time.now + Self.idle
        }
        let heard = await read(flag, plan, stored.state)
        watches[flag]?.keep(heard)
        // While the sources were asked, an order may have been heard of: what was read is still good, the state is not.
        guard let current = watches[flag]?.stored, current.revision == stored.revision else {
            return time.now
        }
        let readings = watches[flag]?.unjudged ?? []
        let circumstances = try await circumstances(plan, stored.state)
        let judgement = Judge.judge(
            plan: plan,
            state: stored.state,
            readings: readings,
            circumstances: circumstances
        )
        for verdict in judgement.verdicts { Telemetry.verdict(verdict, flag: flag) }
        switch judgement.decision {
        case .move(let transition):
            let grounds = Grounds(
                planText: stored.planText,
                state: stored.state,
                readings: readings,
                circumstances: circumstances,
                speed: settings.speed
            )
            let next = try await commit(
                transition,
                plan: plan,
                text: stored.planText,
                file: stored.file,
                token: token,
                verdicts: judgement.verdicts,
                grounds: grounds
            )
            if watches[flag]?.isStale == false, leads { watches[flag]?.written(readings) }
            await keepSeries(judgement.state, plan, token)
            return next
        case .stay(let waits):
            if watches[flag]?.waits != waits {
                logger.debug("waits", metadata: ["flag": "\(flag)", "for": "\(waits)"])
                watches[flag]?.waits = waits
            }
            if judgement.state.guards != stored.state.guards {
                try await save(judgement.state, over: stored, plan, token)
            }
            if watches[flag]?.isStale == false, leads { watches[flag]?.written(readings) }
            return nextCheck(flag, waits)
        }
    }

    private func save(_ state: RolloutState, over stored: StoredRollout, _ plan: Plan, _ token: String)
        async throws(StoreFault)
    {
        let changed = state.guards.filter { $0.value != stored.state.guards[$0.key] }
        var series = try await takeSeries(state.flag, plan, token)
        series?.take(changed)
        switch try await store.save(changed, of: stored, token: token, series: series) {
        case .done:
            series?.written()
            watches[state.flag]?.series = series
            watches[state.flag]?.stored?.state.guards = state.guards
        case .conflict:
            watches[state.flag]?.series = series
            watches[state.flag]?.isStale = true
        case .leaseLost: loseLease("another controller has it", token: token)
        }
    }

    private func circumstances(_ plan: Plan, _ state: RolloutState) async throws(StoreFault) -> Circumstances {
        let unfinished = plan.after.filter { watches[$0]?.stored?.state.phase != .completed }
        var standing: Circumstances.FlagStanding?
        if state.phase == .scheduled, unfinished.isEmpty, plan.startDate.map({ time.now >= $0 }) ?? true {
            standing = try await store.standing(state.flag)
        }
        // Taken after the wait for the store, or a stage's clock would begin before it was known that it may.
        let now = time.now
        let window = hours.state(plan.window, at: now)
        return Circumstances(
            now: now,
            windowIsOpen: window.isOpen,
            windowChanges: window.changes,
            unfinished: unfinished,
            standing: standing
        )
    }

    private func nextCheck(_ flag: String, _ waits: [Wait]) -> Moment {
        let now = time.now
        var next = now + Self.idle
        for guardWatch in watches[flag]?.guards.values ?? [:].values { next = min(next, guardWatch.next) }
        for wait in waits {
            switch wait {
            case .duration(let until): next = min(next, until)
            case .window(let opens): next = min(next, opens ?? next)
            case .start(_, let at): next = min(next, at ?? now + .seconds(1))
            case .guardPass, .approval, .order, .planFile, .nothing: break
            }
        }
        return max(next, now + .milliseconds(1))
    }
}
