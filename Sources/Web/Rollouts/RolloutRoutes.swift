import HTTPTypes
import Hummingbird
import Rollouts
import Wire

/// `/api/rollouts`: what rollouts do, and orders to them.
package enum RolloutRoutes {
    /// The most entries of a history in one answer.
    static let longestHistory = 200
    /// The most characters of an order's reason.
    static let longestReason = 500
    private static let tag = "Rollouts"

    /// The rows.
    package static func rows(desk: any RolloutDesk, shelf: any IdempotencyShelf) -> [Route] {
        [list(desk), one(desk), history(desk), readings(desk), order(desk, Once(shelf: shelf))]
    }

    // MARK: - Reading

    private static func list(_ desk: any RolloutDesk) -> Route {
        let sheet = RouteSheet(
            "listRollouts",
            tag: tag,
            "Every rollout in short, and which controller leads.",
            parameters: [conditional],
            replies: [.init(200, "All rollouts.", schema: RolloutSchema.list), unchanged]
        )
        return Route(.get, "/api/rollouts", .role(.viewer), sheet) { call in
            try await tagged(call) { () async throws(DeskFault) in try await desk.rollouts() }
        }
    }

    private static func one(_ desk: any RolloutDesk) -> Route {
        let sheet = RouteSheet(
            "getRollout",
            tag: tag,
            "One rollout: its phase and stages, each guard's last reading, limit, evidence and verdict, what it waits for.",
            parameters: [conditional],
            replies: [.init(200, "The rollout.", schema: RolloutSchema.rollout), unchanged]
        )
        return Route(.get, "/api/rollouts/{flag}", .role(.viewer), sheet) { call in
            let flag = try flag(call)
            return try await tagged(call) { () async throws(DeskFault) in try await desk.rollout(flag) }
        }
    }

    private static func history(_ desk: any RolloutDesk) -> Route {
        let sheet = RouteSheet(
            "getRolloutHistory",
            tag: tag,
            "What was done to a flag, by whom and why, newest first.",
            parameters: [
                .init(
                    .query,
                    "limit",
                    "How many entries at most; 50 where it is left out.",
                    schema: ["type": "integer", "minimum": 1, "maximum": JSON(longestHistory)]
                ),
                .init(
                    .query,
                    "grounds",
                    "`true` adds to each decision everything that it was made from.",
                    schema: ["type": "boolean"]
                ),
                conditional,
            ],
            replies: [.init(200, "Entries of the log.", schema: RolloutSchema.history), unchanged]
        )
        return Route(.get, "/api/rollouts/{flag}/history", .role(.viewer), sheet) { call in
            let flag = try flag(call)
            let limit = try call.integer("limit", in: 1...longestHistory, otherwise: 50)
            let withGrounds = call.query("grounds") == "true"
            return try await tagged(call) { () async throws(DeskFault) in
                try await desk.history(flag, limit: limit, withGrounds: withGrounds)
            }
        }
    }

    private static func readings(_ desk: any RolloutDesk) -> Route {
        let time: JSON = ["type": "string", "format": "date-time"]
        let sheet = RouteSheet(
            "getRolloutReadings",
            tag: tag,
            "The series of readings, for plots.",
            parameters: [
                .init(.query, "guard", "One guard's alone."), .init(.query, "since", "From then on.", schema: time),
                .init(.query, "until", "Until then.", schema: time), conditional,
            ],
            replies: [.init(200, "A series for each guard.", schema: ["type": "object"]), unchanged]
        )
        return Route(.get, "/api/rollouts/{flag}/readings", .role(.viewer), sheet) { call in
            let flag = try flag(call)
            let choice = ReadingsChoice(
                guardName: call.query("guard"),
                since: try moment("since", call),
                until: try moment("until", call)
            )
            return try await tagged(call) { () async throws(DeskFault) in try await desk.readings(flag, choice) }
        }
    }

    // MARK: - Orders

    private static func order(_ desk: any RolloutDesk, _ once: Once) -> Route {
        let sheet = RouteSheet(
            "orderRollout",
            tag: tag,
            "Orders a rollout about. An order that does not fit is 409, says which would, and changes nothing.",
            parameters: [
                .init(.path, "flag", "The flag's key."),
                .init(
                    .path,
                    "order",
                    "The order.",
                    schema: ["type": "string", "enum": JSON(Order.allCases.map { JSON($0.rawValue) })]
                ),
                .init(
                    .header,
                    "Idempotency-Key",
                    "The request's own name: under it the order is taken once, and its answer given again for a day.",
                    schema: ["type": "string", "maxLength": JSON(Once.longestKey)]
                ),
                .init(
                    .header,
                    "X-Rampart-Actor",
                    "The person for whom a tool orders; written into the audit trail behind the token's name.",
                    schema: ["type": "string", "maxLength": JSON(Bearer.longestPerson)]
                ),
            ],
            body: RolloutSchema.order,
            replies: [.init(200, "Taken.", schema: RolloutSchema.outcome)]
        )
        return Route(.post, "/api/rollouts/{flag}/{order}", .role(.operator), sheet) { call in
            let order = try self.order(call)
            let flag = try flag(call)
            let body = try await call.body()
            let (reason, force) = try wish(body, order)
            let ticket = OrderTicket(order, actor: call.actor, reason: reason, force: force)
            // A kill does no harm twice, and must not wait for anything.
            return try await once.answer(call, body: body, insists: order == .kill) { mark async throws(DeskFault) in
                Outcome(body: try await desk.take(ticket, for: flag, mark: mark))
            }
        }
    }

    private static func order(_ call: Call) throws(APIFault) -> Order {
        let name = call["order"]
        if let order = Order(rawValue: name) { return order }
        let all = Order.allCases.map(\.rawValue)
        throw APIFault(
            .notFound,
            "unknown_order",
            "\(name.quoted) is no order; there are \(all.joined(separator: ", "))\(Suggestion.phrase(for: name, among: all))"
        )
    }

    private static func wish(_ body: [UInt8], _ order: Order) throws(APIFault) -> (reason: String, force: Bool) {
        try Call.decode(body, known: ["reason", "force"]) { fields in
            let force = fields.bool("force") ?? false
            if force, order != .advance, order != .promote {
                fields.error("force", "only advance and promote can be forced; leave it out")
            }
            guard let reason = fields.string("reason") else {
                if fields["reason"] == nil {
                    fields.error("reason", "an order needs a reason, which goes into the audit trail")
                }
                return nil
            }
            if reason.allSatisfy(\.isWhitespace) { fields.error("reason", "is empty; write why") }
            if reason.unicodeScalars.count > longestReason {
                fields.error("reason", "is longer than \(longestReason) characters; shorten it")
            }
            return (reason, force)
        }
    }

    // MARK: - Common

    private static let conditional = RouteSheet.Parameter(.header, "If-None-Match", "Tags of answers that are known.")
    private static let unchanged = RouteSheet.Reply(304, "As it is known.", type: nil)

    private static func tagged(_ call: Call, _ read: () async throws(DeskFault) -> JSON) async throws(APIFault) -> Response {
        do throws(DeskFault) {
            return Answers.tagged(try await read(), for: call)
        } catch {
            throw error.api
        }
    }

    /// The flag that the path names; a text that is no flag's key is nobody's flag.
    private static func flag(_ call: Call) throws(APIFault) -> String {
        let flag = call["flag"]
        guard let fault = FlagKey.fault(in: flag) else { return flag }
        throw APIFault(.notFound, "flag_not_found", "\(flag.quoted) is no flag's key: it \(fault)")
    }

    private static func moment(_ name: String, _ call: Call) throws(APIFault) -> Moment? {
        guard let text = call.query(name) else { return nil }
        if let moment = Moment(rfc3339: text) { return moment }
        throw APIFault(
            .badRequest,
            "invalid_query",
            "\(name) is a time such as 2027-03-31T12:00:00Z",
            detail: ["parameter": JSON(name)]
        )
    }
}
