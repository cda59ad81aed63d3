import Control
import FlagStore
import Flags
import Hummingbird
import Logging
import Redis
import Rollouts
import ServiceLifecycle
import Store
import Web
import Wire

extension Node {
    /// The HTTP server with all that it serves.
    func server(_ rollouts: LiveRollouts) throws -> any Service {
        let desk = StoreDesk(store: store, speed: settings.speed, now: { SystemTimepiece.wall }) { [controller] flag in
            await controller.nextCheck(of: flag)
        }
        let shelf = StoreShelf(store: store)
        let rows =
            HealthRoutes.rows(metrics: metrics, readiness: readiness)
            + RolloutRoutes.rows(desk: desk, shelf: shelf)
            + FlagRoutes.rows(
                keeper: keeper,
                snapshot: { [follower] in follower.snapshot },
                shelf: shelf,
                now: { SystemTimepiece.wall }
            )
            + SegmentRoutes.rows(keeper: keeper, shelf: shelf, now: { SystemTimepiece.wall })
            + LiveRoutes.rows(flags: live, origins: settings.originPolicy)
            + LiveRoutes.rows(rollouts: rollouts, origins: settings.originPolicy) + evaluationRows()
        let door = Frontdoor(
            table: RouteTable(rows, version: Version.text),
            gatekeeper: gatekeeper,
            origins: settings.originPolicy,
            shapes: [OFREPRoutes.faultShape]
        )
        let logger = logger
        let (host, tls) = (settings.host, settings.tls)
        var limits = ServerLimits()
        limits.connections = min(limits.connections, OpenFiles.connections(among: OpenFiles.raiseLimit()))
        do throws(WebServer.TLSFault) {
            return try WebServer.make(
                responder: door,
                host: host,
                port: settings.port,
                tls: tls,
                limits: limits,
                logger: logger
            ) { port in
                logger.info("serves", metadata: ["url": "\(tls == nil ? "http" : "https")://\(host):\(port)"])
            }
        } catch {
            throw Complaint.usage(error.description)
        }
    }

    private func evaluationRows() -> [Route] {
        let follower = follower
        let evaluator = FlagEvaluator(snapshot: { follower.snapshot }, usage: usage) { SystemTimepiece.wall }
        let checks = HookDesk(checks: settings.checks, client: checking, vault: vault)
        return EvaluationRoutes.rows(evaluator: evaluator, checks: checks)
            + OFREPRoutes.rows(
                evaluator: evaluator,
                live: settings.eventStreams
                    ? LiveAddress(gatekeeper: gatekeeper, publicURL: settings.publicURL, isEncrypted: settings.tls != nil) : nil
            )
    }

    /// How the flags that are served here stand to those in Redis.
    private func flags(_ snapshot: Snapshot?) -> JSON {
        let state = follower.state
        return .object([
            ("count", snapshot.map { JSON($0.count) }), ("fresh", JSON(state.isFresh)),
            ("revision", state.revision.map { JSON($0) }),
            ("handWritten", JSON(state.handWritten)), ("fault", state.fault.map { JSON($0) }),
        ])
    }

    /// What `/readyz` tells.
    func readiness() async -> Readiness {
        let isConnected = redis.isConnected
        let status = await controller.status
        let late = status.oldestOverdue > .seconds(60)
        let snapshot = follower.snapshot
        return Readiness(
            isReady: snapshot != nil,
            isWell: isConnected && status.directoryFault == nil && status.brokenPlans == 0 && !(status.leads && late),
            detail: .object([
                ("redis", JSON(isConnected ? "connected" : "away")),
                ("flags", flags(snapshot)),
                ("leads", JSON(status.leads)),
                ("rollouts", JSON(status.rollouts)),
                ("plans", ["good": JSON(status.plans), "broken": JSON(status.brokenPlans)]),
                ("plansFault", status.directoryFault.map { JSON($0) }),
                ("oldestOverdueSeconds", JSON(status.leads ? status.oldestOverdue.inSeconds : 0)),
            ])
        )
    }
}
