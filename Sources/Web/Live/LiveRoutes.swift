import HTTPTypes
import Wire

/// The streams: what changed, as it changes.
package enum LiveRoutes {
    private static let tag = "Live"

    /// The rows about flags.
    package static func rows(flags: LiveFlags, origins: OriginPolicy) -> [Route] {
        [changes(flags, origins), refetch(flags, origins)]
    }

    private static func changes(_ flags: LiveFlags, _ origins: OriginPolicy) -> Route {
        let sheet = RouteSheet(
            "streamFlagChanges",
            tag: tag,
            "Tells of flags and segments that changed, as server-sent events, or over WebSocket where the request asks to upgrade.",
            parameters: resuming + [pass],
            replies: [
                .init(
                    200,
                    "Events `flag_updated`, `flag_deleted`, `segment_updated` and `segment_deleted` with key and revision; "
                        + "`changed` without a key, to browsers, for what is not theirs to know; "
                        + "`reset` where the gap is too old and everything is to be read anew.",
                    schema: ["type": "string"],
                    type: LiveAnswer.contentType
                ),
                upgraded,
            ]
        )
        return Route(.get, "/api/feature-flags/live", .listener(.browser), sheet) { call in
            let audience: Audience = call.bearer.role.includes(.client) ? .all : .browsers
            return try LiveAnswer(source: flags, audience: audience, origins: origins).response(to: call)
        }
    }

    private static func refetch(_ flags: LiveFlags, _ origins: OriginPolicy) -> Route {
        let sheet = RouteSheet(
            "streamEvaluationChanges",
            tag: tag,
            "Tells clients of the OpenFeature protocol when to evaluate again; the URL stands in the bulk answer.",
            parameters: resuming + [pass],
            replies: [
                .init(
                    200,
                    "Events `message` with `{\"type\":\"refetchEvaluation\",\"etag\":…}`.",
                    schema: ["type": "string"],
                    type: LiveAnswer.contentType
                ),
                upgraded,
            ]
        )
        return Route(.get, LiveAddress.path, .listener(.browser), sheet) { call in
            try LiveAnswer(source: flags, audience: .evaluators, origins: origins).response(to: call)
        }
    }

    /// The row about rollouts.
    package static func rows(rollouts: LiveRollouts, origins: OriginPolicy) -> [Route] {
        let sheet = RouteSheet(
            "streamRollouts",
            tag: tag,
            "Tells what rollouts do, and each guard's readings; at first the last reading of each.",
            parameters: resuming,
            replies: [
                .init(
                    200,
                    "Events `transition` as the history has them, without their grounds; `reading` as a rollout has its guards, "
                        + "without an id; `reset` where the gap is too old and everything is to be read anew.",
                    schema: ["type": "string"],
                    type: LiveAnswer.contentType
                ),
                upgraded,
            ]
        )
        let row = Route(.get, "/api/rollouts/live", .role(.viewer), sheet) { call in
            try LiveAnswer(source: rollouts, audience: .all, origins: origins).response(to: call)
        }
        return [row]
    }

    // MARK: - Common

    private static let upgraded = RouteSheet.Reply(
        101,
        "The same over WebSocket: each frame is a JSON object with `type` and `id`; the first is `hello`.",
        type: nil
    )
    private static let resuming: [RouteSheet.Parameter] = [
        .init(.header, "Last-Event-ID", "The last event that is known: what came after it is told first."),
        .init(.query, "since", "The same, for a client that has not listened before."),
    ]
    private static let pass = RouteSheet.Parameter(
        .query,
        "pass",
        "In place of a token, for those who can send no headers; `eventStreams` of a bulk answer has one, good for five to ten minutes."
    )
}
