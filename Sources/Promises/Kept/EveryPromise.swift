import Rollouts

/// Every promise that a run is held against.
enum EveryPromise {
    /// The promises for `scenario`.
    static func of(_ scenario: Scenario) -> [any Promise] {
        [
            OneWriter(), EvaluatorsAreTold(), OnceInOrder(), ClearBeforeRise(leaseTTL: scenario.leaseTTL),
            NothingFallsByItself(scenario),
            ProtectionStands(), AlertsArrive(channels: ChannelSite.channels), Isolation(scenario), BadInputChangesNothing(scenario),
            LossesAreTold(), MendsAreTold(), SecretsStay(), ClockStepsAreTold(patience: scenario.leaseTTL + .seconds(90)),
            Liveness(scenario),
        ]
    }
}
