import Logging
import Rollouts
import Store

/// Readings kept for plots, and the log kept within its age: what nobody's safety hangs on, and what delays nothing.
extension Controller {
    /// The time between two trimmings of the log.
    private static let trimPause = Duration.seconds(600)

    /// The series of `flag`, taken out of its watch: only a write that is known to have gone well puts it back. `nil` where
    /// it cannot be had, which must not hold evidence up.
    func takeSeries(_ flag: String, _ plan: Plan, _ token: String) async throws(StoreFault) -> RolloutSeries? {
        let names = plan.guards.map(\.name)
        if let known = watches[flag]?.series, known.covers(names, token: token) {
            watches[flag]?.series = nil
            return known
        }
        do throws(StoreFault) {
            return try await store.openSeries(of: flag, guards: names, token: token, now: time.now)
        } catch {
            guard error.code == .wrongType else { throw error }
            logger.debug("readings cannot be kept for plots", metadata: ["flag": "\(flag)", "why": "\(error)"])
            return nil
        }
    }

    /// Keeps what a transition was decided on. It stands in the log already, so a failure costs a point of a plot.
    func keepSeries(_ state: RolloutState, _ plan: Plan, _ token: String) async {
        do throws(StoreFault) {
            guard var series = try await takeSeries(state.flag, plan, token) else { return }
            series.take(state.guards)
            guard series.hasUnwritten else {
                watches[state.flag]?.series = series
                return
            }
            guard case .done = try await store.keep(series, of: state.flag) else { return }
            series.written()
            watches[state.flag]?.series = series
        } catch {
            logger.debug("readings could not be kept for plots", metadata: ["flag": "\(state.flag)", "why": "\(error)"])
        }
    }

    /// Trims the log now and then, where this process leads.
    func trimLog() async {
        let now = time.now
        guard let token = lease?.token, leads, lastTrim.map({ now - $0 >= Self.trimPause }) ?? true else { return }
        lastTrim = now
        do throws(StoreFault) {
            let outcome = try await store.trimLog(
                olderThan: settings.logRetention,
                channels: (context.channels ?? []).sorted(),
                now: now,
                token: token
            )
            guard case .done(let removed, let forgotten) = outcome else { return }
            if removed > 0 { logger.info("the log was trimmed", metadata: ["entries": "\(removed)"]) }
            for channel in forgotten {
                logger.warning(
                    "a channel that no configuration names any more holds the log no longer",
                    metadata: ["channel": "\(channel)"]
                )
            }
        } catch {
            logger.warning("the log could not be trimmed", metadata: ["why": "\(error)"])
        }
    }
}
