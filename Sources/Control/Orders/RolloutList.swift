package import Store
package import Wire

/// All rollouts for programs: who leads, each rollout, and those that cannot be read.
package struct RolloutList: Sendable {
    private let rollouts: [JSON]
    private let leader: String?
    private let faults: [String: StoreFault]

    /// A list.
    ///
    /// - Parameters:
    ///   - rollouts: each rollout, in short or in full; see ``RolloutView``.
    ///   - leader: the lease's text, `epoch holder`; `nil` when nobody leads.
    package init(_ rollouts: [JSON], leader: String?, faults: [String: StoreFault] = [:]) {
        self.rollouts = rollouts
        self.leader = leader
        self.faults = faults
    }

    /// The whole.
    package var json: JSON {
        .object([
            ("leader", leader.map(Self.leader)), ("rollouts", JSON(rollouts)),
            (
                "faults",
                faults.isEmpty
                    ? nil
                    : JSON(
                        faults.sorted { $0.key < $1.key }.map { flag, fault in
                            ["flag": JSON(flag), "message": JSON(fault.description)]
                        }
                    )
            ),
        ])
    }

    private static func leader(_ lease: String) -> JSON {
        let parts = lease.split(separator: " ", maxSplits: 1).map(String.init)
        return ["holder": JSON(parts.last ?? ""), "epoch": JSON(parts.first ?? "")]
    }
}
