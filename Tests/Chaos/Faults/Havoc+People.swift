/// What people do: orders, and edits of plans.
extension Havoc {
    // MARK: - Operators

    func operators() async {
        var chance = Chance(seed: seed, "operators")
        while !isOver {
            await peace(chance.number(500...3000))
            guard !isOver, let standings = watch.standings else { continue }
            // Twice as often somebody who waits for an operator, of whom there are few.
            let waiting = standings.filter { $0.value.phase == "awaitingApproval" }.map(\.key).sorted()
            let flags = chance.happens(35) && !waiting.isEmpty ? waiting : standings.keys.sorted()
            guard let flag = flags.randomElement(using: &chance), let standing = standings[flag] else { continue }
            // An operator who raises a feature past its guards does so on purpose: of one that breaks, none does here.
            let isHealthy = estate.features.first { $0.flag == flag }?.isHealthy == true
            guard let order = Self.order(for: standing.phase, isHealthy, &chance) else { continue }
            let server = chance.happens(40) ? estate.controllers.urls.randomElement(using: &chance) : nil
            await estate.operators.order(order, flag, at: server)
        }
    }

    private static func order(for phase: String, _ isHealthy: Bool, _ chance: inout Chance) -> String? {
        switch phase {
        case "awaitingApproval": chance.pick([(8, "approve"), (1, "pause"), (1, "kill")], else: "approve")
        case "progressing":
            chance.pick(
                [
                    (5, "pause"), (4, "kill"), (2, "rollback"), (2, "stepBack"), (2, "approve"),
                    (isHealthy ? 3 : 0, "advance"), (isHealthy ? 1 : 0, "promote"),
                ],
                else: "kill"
            )
        case "holding": chance.pick([(1, "pause"), (1, "kill"), (4, nil)], else: nil)
        case "paused": chance.pick([(8, "resume"), (1, "kill")], else: "resume")
        case "halted": chance.pick([(4, "resume"), (1, "rollback"), (1, "kill"), (2, nil)], else: nil)
        case "killed": chance.pick([(5, "restore"), (1, "kill")], else: "restore")
        case "rolledBack": chance.pick([(3, "restart"), (3, nil)], else: nil)
        case "completed": chance.pick([(1, "restart"), (1, "kill"), (5, nil)], else: nil)
        default: nil
        }
    }

    // MARK: - Plans

    func files() async throws {
        var chance = Chance(seed: seed, "files")
        var coming = estate.features.sorted { ($0.appears, $0.flag) < ($1.appears, $1.flag) }[...]
        while true {
            let now = WallClock.now - journal.began
            while let next = coming.first, next.appears <= now || isOver {
                try estate.write(next)
                coming.removeFirst()
            }
            guard !isOver else { return }
            let touched = estate.features.filter { $0.fate != .none && $0.appears + 5000 < now }
            if let feature = touched.randomElement(using: &chance), chance.happens(6) {
                try await touch(feature, chance.number(1000...5000))
            }
            await peace(300)
        }
    }

    private func touch(_ feature: Feature, _ length: Int) async throws {
        switch feature.fate {
        case .none: return
        case .broken:
            try await journal.fault("plan broken", feature.flag) {
                try estate.write(feature, revision: estate.revision(of: feature.flag), isBroken: true)
                await WallClock.pause(length)
                try estate.write(feature, revision: estate.revision(of: feature.flag))
            }
        case .removed:
            try await journal.fault("plan removed", feature.flag) {
                try estate.scratch.remove("plans/\(feature.flag).json")
                await WallClock.pause(length)
                try estate.write(feature, revision: estate.revision(of: feature.flag))
            }
        case .raised:
            // More often than a few times, it would never come to its end.
            guard estate.revision(of: feature.flag) < 4 else { return }
            try await journal.fault("revision raised", feature.flag) {
                try estate.write(feature, revision: estate.raiseRevision(of: feature.flag))
            }
        }
    }
}
