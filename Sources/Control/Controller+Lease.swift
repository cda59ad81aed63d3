import HeapModule
import Logging
import Rollouts
import Store

extension Controller {
    /// Whether this process may write.
    package var leads: Bool { lease.map { $0.until > time.now } ?? false }

    func keepLease() async {
        while !Task.isCancelled {
            let pause: Duration
            do throws(StoreFault) {
                pause = lease == nil ? try await askForLease() : try await renewLease()
            } catch {
                logger.warning("the lease could not be asked for", metadata: ["why": "\(error)"])
                pause = min(.seconds(1), settings.leaseTTL / 3)
            }
            noteDrift()
            if let lease, lease.until <= time.now { loseLease("it ran out while Redis was out of reach") }
            do { try await time.sleep(for: pause) } catch { return }
        }
    }

    private func askForLease() async throws(StoreFault) -> Duration {
        let asked = time.now
        switch try await store.acquireLease(holder: settings.holder, ttl: settings.leaseTTL, after: epoch) {
        case .acquired(let token):
            do throws(StoreFault) {
                try await takeOver(token, asked: asked)
            } catch {
                // A lease that is not used must not keep others, or the next try, from leading.
                try? await store.releaseLease(token: token)
                throw error
            }
            await look()
            return settings.leaseTTL / 3
        case .held(let other, let left):
            logger.debug("stands by", metadata: ["leader": "\(other)", "leftSeconds": "\(left.inSeconds)"])
            Telemetry.leader(false)
            return min(max(left, .milliseconds(50)), .milliseconds(500))
        }
    }

    /// Reads everything, and leads from then on.
    private func takeOver(_ token: String, asked: Moment) async throws(StoreFault) {
        epoch = max(epoch, Self.epoch(of: token))
        toldFaults = try await store.planFaults()
        queue = Heap()
        let carried = carriedBy
        try await readEverything()
        // A clock that was carried on meanwhile has not taken that off the lease.
        let spent = time.now - asked - (carriedBy - carried)
        lease = Lease(token: token, until: time.now + settings.leaseTTL - spent)
        let count = watches.values.count { $0.stored != nil }
        logger.info("leads", metadata: ["lease": "\(token)", "rollouts": "\(count)"])
        Telemetry.leader(true)
    }

    private func renewLease() async throws(StoreFault) -> Duration {
        guard let token = lease?.token else { return .zero }
        let asked = time.now
        if try await store.renewLease(token: token, ttl: settings.leaseTTL) {
            lease?.until = asked + settings.leaseTTL
        } else {
            loseLease("another controller has it")
        }
        return settings.leaseTTL / 3
    }

    /// Durations are counted from committed times: a wall clock that was stepped back before this process began must
    /// not make them wait twice.
    func keepClock(_ rollouts: [StoredRollout]) {
        let latest = rollouts.map { stored in
            // A reading that lies in this clock's future would count as fresh, and its guard would not be read before.
            stored.state.guards.values.compactMap(\.lastAsked).reduce(
                max(stored.state.phaseSince, stored.state.stageSince),
                max
            )
        }.max()
        guard let latest, latest > time.now else { return }
        logger.warning(
            "the clock stands before what was committed, and is carried on from there",
            metadata: ["clock": "\(time.now)", "committed": "\(latest)"]
        )
        carriedBy += latest - time.now
        // What moves this clock is no step of the wall clock, and must not hide one.
        let apart = time.drift
        time.raise(to: latest)
        drift += time.drift - apart
        carriedOnTo = latest
    }

    /// The number before the holder's name.
    private static func epoch(of token: String) -> Int { token.split(separator: " ").first.flatMap { Int($0) } ?? 0 }

    /// A step of the wall clock changes nothing, but is worth knowing.
    private func noteDrift() {
        let now = time.drift
        if abs((now - drift).inSeconds) > 2 {
            logger.warning("the wall clock was stepped", metadata: ["seconds": "\((now - drift).inSeconds)"])
        }
        drift = now
    }

    /// Stops leading; where `token` is given, only if the lease is still that one.
    func loseLease(_ why: String, token: String? = nil) {
        guard let held = lease?.token, token == nil || token == held else { return }
        logger.warning("leads no longer", metadata: ["why": "\(why)"])
        lease = nil
        Telemetry.leader(false)
    }

    func giveUpLease() async {
        guard let token = lease?.token else { return }
        lease = nil
        do throws(StoreFault) {
            try await store.releaseLease(token: token)
            logger.info("gave up the lease")
        } catch {
            logger.warning("the lease could not be given up; it runs out by itself", metadata: ["why": "\(error)"])
        }
    }
}
