import Flags
import Rollouts

/// What a rollout or a kill holds of a flag, and which order changes it.
struct Driving {
    let standing: Standing

    /// Why the flag cannot be deleted under `driver`.
    func deletion(_ driver: Standing.Rollout) -> FlagFault {
        .driven(standing.name, member: "", order: driver.phase == .killed ? .restore : .rollback, phase: driver.phase)
    }

    /// Holds what was written against what stands; members that are driven and not written stay as they are.
    ///
    /// - Parameter names: the members that were written.
    func check(_ flag: inout Flag, old: Flag, names: Set<String>) throws(FlagFault) {
        guard let driver = standing.driver else {
            if standing.isKilled, flag.enabled { throw fault("enabled", .restore, nil) }
            return
        }
        if !names.contains("enabled") { flag.enabled = old.enabled }
        if !names.contains("rolloutPercentage") { flag.rolloutPercentage = old.rolloutPercentage }
        if flag.enabled != old.enabled {
            throw fault("enabled", flag.enabled ? .restore : .kill, driver.phase)
        }
        if flag.rolloutPercentage != old.rolloutPercentage {
            throw fault("rolloutPercentage", order(from: old.rolloutPercentage, to: flag.rolloutPercentage, driver), driver.phase)
        }
    }

    /// Takes over from `old` what is held.
    func keep(_ old: Flag, in flag: inout Flag) {
        if standing.driver != nil {
            flag.enabled = old.enabled
            flag.rolloutPercentage = old.rolloutPercentage
        } else if standing.isKilled {
            flag.enabled = false
        }
    }

    private func order(from old: Double, to new: Double, _ driver: Standing.Rollout) -> Order {
        if driver.phase == .killed { return .restore }
        if new < old { return new <= 0 ? .rollback : .stepBack }
        if driver.phase == .halted { return .resume }
        return new >= 100 ? .promote : .advance
    }

    private func fault(_ member: String, _ order: Order, _ phase: Phase?) -> FlagFault {
        .driven(standing.name, member: member, order: order, phase: phase)
    }
}
