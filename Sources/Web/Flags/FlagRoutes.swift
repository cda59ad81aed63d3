package import FlagStore
package import Flags
import HTTPTypes
import Hummingbird
package import Rollouts
import Wire

/// `/api/admin/flags`: flags as admins keep them.
package enum FlagRoutes {
    /// The rows.
    ///
    /// - Parameters:
    ///   - snapshot: the flags as this server serves them; `nil` before they are loaded.
    ///   - now: the time of changes.
    package static func rows(
        keeper: FlagKeeper,
        snapshot: @escaping @Sendable () -> Snapshot?,
        shelf: any IdempotencyShelf,
        now: @escaping @Sendable () -> Moment
    ) -> [Route] {
        let desk = FlagDesk(keeper: keeper, now: now)
        return KeptRoutes(kind: .flag, desk: desk, once: Once(shelf: shelf)).rows + [evaluation(snapshot)]
    }

    private static func evaluation(_ snapshot: @escaping @Sendable () -> Snapshot?) -> Route {
        let sheet = RouteSheet(
            "explainFlag",
            tag: KeptRoutes.tag,
            "What the flag serves to a context, and why; it is counted nowhere.",
            body: FlagSchema.question,
            replies: [.init(200, "The answer.", schema: FlagSchema.evaluation)]
        )
        return Route(.post, "/api/admin/flags/{key}/evaluate", .role(.viewer), sheet) { call in
            let context = try Call.decode(try await call.body(), known: ["context"]) { fields -> Context? in
                do throws(Context.Fault) {
                    return try Context(fields["context"] ?? [:])
                } catch {
                    fields.error("context", error.message)
                    return nil
                }
            }
            guard let snapshot = snapshot() else {
                throw APIFault(
                    .serviceUnavailable,
                    "flags_not_loaded",
                    "the server has not read the flags yet; ask again",
                    headers: [.retryAfter: "1"]
                )
            }
            let evaluation = snapshot.evaluate(call["key"], context)
            guard evaluation.cause != .unknown else { throw FlagFault.missing(.flag(call["key"])).api }
            return Answers.json(evaluation.json(segments: snapshot.segments(of: context)))
        }
    }
}

/// `/api/admin/segments`: named sets of rules that flags and stages refer to.
package enum SegmentRoutes {
    /// The rows.
    package static func rows(
        keeper: FlagKeeper,
        shelf: any IdempotencyShelf,
        now: @escaping @Sendable () -> Moment
    ) -> [Route] {
        let desk = FlagDesk(keeper: keeper, now: now)
        return KeptRoutes(kind: .segment, desk: desk, once: Once(shelf: shelf)).rows + [overlaps(desk)]
    }

    private static func overlaps(_ desk: FlagDesk) -> Route {
        let sheet = RouteSheet(
            "getSegmentOverlaps",
            tag: KeptRoutes.tag,
            "Which segments overlap, each with a context that is in both, and which nobody can be in.",
            parameters: [KeptRoutes.conditional],
            replies: [.init(200, "What was found.", schema: FlagSchema.overlaps), KeptRoutes.unchanged]
        )
        return Route(.get, "/api/admin/segments/overlaps", .role(.viewer), sheet) { call in
            try await KeptRoutes.faulting { () async throws(FlagFault) in
                Answers.tagged(try await desk.overlaps(), for: call)
            }
        }
    }
}
