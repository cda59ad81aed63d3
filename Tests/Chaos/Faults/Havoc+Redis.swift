/// Faults of Redis, one after another: each only once what the last one broke is whole again, so that it is one failure.
extension Havoc {
    private enum RedisFault {
        case killPrimary, killReplica, stopPrimary, stopReplica, stopSentinel, failover, cutClients, forget
        case disturbPrimary, disturbReplica
    }

    func redis() async throws {
        var chance = Chance(seed: seed, "redis")
        while !isOver {
            await peace(chance.number(3000...12_000))
            let kinds: [(weight: Int, choice: RedisFault)] =
                estate.redis.mode == .alone
                ? [(4, .killPrimary), (3, .stopPrimary), (2, .cutClients), (9, .disturbPrimary)]
                : [
                    (5, .killPrimary), (2, .killReplica), (3, .stopPrimary), (2, .stopReplica), (1, .stopSentinel), (4, .failover),
                    (2, .cutClients), (6, .forget), (7, .disturbPrimary), (2, .disturbReplica),
                ]
            let kind = chance.pick(kinds, else: .cutClients)
            let length = chance.number(300...6000)
            let sentinel = chance.number(0...2)
            let manner = Self.manner(&chance, longest: 400)
            // An operator who meets a site that is not whole mends it first, which takes as long as it takes.
            let patience = WallClock.now + 60_000
            while !isOver, !estate.redis.isWhole, WallClock.now < patience { await WallClock.pause(200) }
            guard !isOver, estate.redis.isWhole, let primary = estate.redis.primary else { continue }
            try await strike(kind, primary, length, sentinel, manner)
        }
    }

    private func strike(
        _ kind: RedisFault,
        _ primary: RedisNode,
        _ length: Int,
        _ sentinel: Int,
        _ manner: FaultyProxy.Manner
    ) async throws {
        let replica = estate.redis.replica(of: primary)
        switch kind {
        case .killPrimary:
            try await journal.fault("redis primary killed with -9", primary.name) {
                await primary.kill()
                await WallClock.pause(length)
                try await primary.start()
            }
        case .killReplica:
            try await journal.fault("redis replica killed with -9", replica?.name ?? "") {
                await replica?.kill()
                await WallClock.pause(length)
                try await replica?.start()
            }
        case .stopPrimary: await hold(primary, "redis primary stopped", length)
        case .stopReplica:
            if let replica { await hold(replica, "redis replica stopped", length) }
        case .stopSentinel: await hold(estate.redis.sentinels[sentinel], "sentinel stopped", length)
        case .failover:
            await journal.fault("failover ordered", primary.name) {
                estate.redis.sentinels[sentinel].send("SENTINEL", "FAILOVER", "main")
                await WallClock.pause(1500)
            }
        case .cutClients:
            await journal.fault("clients of redis cut", primary.name) {
                primary.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            }
        case .disturbPrimary:
            if let network = primary.network { await disturb("redis primary", network, manner, length) }
        case .disturbReplica:
            if let network = replica?.network { await disturb("redis replica", network, manner, length) }
        case .forget:
            guard let replica else { return }
            // Two failures together: what the primary writes meanwhile, the replica that takes its place never had.
            try await journal.fault("failover that forgets", primary.name) {
                replica.hold()
                // Else the kernel keeps for it what it is sent.
                primary.send("CLIENT", "KILL", "TYPE", "replica")
                await protect(length)
                await WallClock.pause(600 + length / 4)
                await primary.kill()
                replica.release()
                await WallClock.pause(2500 + length)
                try await primary.start()
            }
        }
    }

    /// Somebody kills one feature and rolls another one back, which only the primary gets to know of, and whoever follows it.
    private func protect(_ draw: Int) async {
        let exposed = (watch.standings ?? [:]).filter { $0.value.phase == "progressing" }.map(\.key).sorted()
        guard exposed.count > 1 else { return }
        async let killed: Void = estate.operators.order("kill", exposed[draw % exposed.count])
        async let lowered: Void = estate.operators.order("rollback", exposed[(draw + 1) % exposed.count])
        _ = await (killed, lowered)
    }

    private func hold(_ node: RedisNode, _ name: String, _ length: Int) async {
        await journal.fault(name, node.name) {
            node.hold()
            await WallClock.pause(length)
            node.release()
        }
    }
}
