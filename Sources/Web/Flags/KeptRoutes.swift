import FlagStore
import HTTPTypes
import Hummingbird
import Wire

/// The routes that flags and segments have alike.
struct KeptRoutes {
    static let tag = "Flags"
    static let conditional = RouteSheet.Parameter(.header, "If-None-Match", "Tags of answers that are known.")
    static let unchanged = RouteSheet.Reply(304, "As it is known.", type: nil)

    let kind: FlagName.Kind
    let desk: FlagDesk
    let once: Once

    var rows: [Route] { [list, put, batch, one, patch, delete, history, revert] }

    private var noun: String { kind.rawValue }
    private var path: String { "/api/admin/\(noun)s" }
    private var onePath: String { "\(path)/{\(kind.member)}" }
    private func name(_ call: Call) -> FlagName { FlagBodies.name(kind, call[kind.member]) }
    private func id(_ verb: String, _ ending: String = "") -> String {
        verb + noun.prefix(1).uppercased() + noun.dropFirst() + ending
    }

    /// Does `body`; its fault is the answer.
    static func faulting<Value>(_ body: () async throws(FlagFault) -> Value) async throws(APIFault) -> Value {
        do throws(FlagFault) {
            return try await body()
        } catch {
            throw error.api
        }
    }

    // MARK: - Reading

    private var list: Route {
        let sheet = RouteSheet(
            id("list", "s"),
            tag: Self.tag,
            "Every \(noun), in the order of the \(kind.member)s.",
            parameters: [Self.conditional],
            replies: [.init(200, "All of them.", schema: FlagSchema.list(kind)), Self.unchanged]
        )
        return Route(.get, path, .role(.viewer), sheet) { call in
            try await Self.faulting { () async throws(FlagFault) in Answers.tagged(try await desk.list(kind), for: call) }
        }
    }

    private var one: Route {
        let sheet = RouteSheet(
            id("get"),
            tag: Self.tag,
            "One \(noun). Its ETag is its version, for If-Match.",
            parameters: [Self.conditional],
            replies: [.init(200, "The \(noun).", schema: FlagSchema.kept(kind)), Self.unchanged]
        )
        return Route(.get, onePath, .role(.viewer), sheet) { call in
            let (json, version) = try await Self.faulting { () async throws(FlagFault) in try await desk.one(name(call)) }
            return Answers.tagged(json, tag: FlagGuard.tag(version), for: call)
        }
    }

    private var history: Route {
        let most = FlagKeeper.mostHistory
        let sheet = RouteSheet(
            id("get", "History"),
            tag: Self.tag,
            "What was done to a \(noun), by whom and why, newest first; one that was deleted has its history still.",
            parameters: [
                .init(
                    .query,
                    "limit",
                    "How many entries at most; 50 where it is left out.",
                    schema: ["type": "integer", "minimum": 1, "maximum": JSON(most)]
                ),
                Self.conditional,
            ],
            replies: [.init(200, "Entries of the log.", schema: FlagSchema.history), Self.unchanged]
        )
        return Route(.get, "\(onePath)/history", .role(.viewer), sheet) { call in
            let limit = try call.integer("limit", in: 1...most, otherwise: 50)
            return try await Self.faulting { () async throws(FlagFault) in
                Answers.tagged(try await desk.history(name(call), limit: limit), for: call)
            }
        }
    }

    // MARK: - Writing

    private var put: Route {
        let sheet = changing(
            id("put"),
            "Creates a \(noun), or replaces the whole of it.",
            guards: [FlagSchema.ifMatch, FlagSchema.ifNoneMatch, FlagSchema.reason],
            body: FlagSchema.written(kind),
            created: true
        )
        return Route(.post, path, .role(.admin), sheet) { call in
            let body = try await call.body()
            let edit = FlagBodies.put(try FlagBodies.json(body), kind, try FlagGuard.expected(call))
            return try await change(call, body, edit)
        }
    }

    private var patch: Route {
        let sheet = changing(
            id("patch"),
            "Changes a \(noun) by a JSON merge patch (RFC 7396): null removes a member.",
            guards: [FlagSchema.ifMatch, FlagSchema.reason],
            body: ["type": "object"]
        )
        return Route(.patch, onePath, .role(.admin), sheet) { call in
            let body = try await call.body()
            let edit = FlagBodies.patch(name(call), try FlagBodies.json(body), try FlagGuard.expected(call))
            return try await change(call, body, edit)
        }
    }

    private var delete: Route {
        let sheet = changing(
            id("delete"),
            "Deletes a \(noun) that nothing uses any more; its history stays, and revert brings it back.",
            guards: [FlagSchema.ifMatch, FlagSchema.reason]
        )
        return Route(.delete, onePath, .role(.admin), sheet) { call in
            try await change(call, try await call.body(), FlagBodies.delete(name(call), try FlagGuard.expected(call)))
        }
    }

    private var batch: Route {
        let sheet = RouteSheet(
            id("change", "s"),
            tag: Self.tag,
            "Takes up to \(FlagKeeper.mostEdits) edits, all of them or none.",
            parameters: [FlagSchema.reason, FlagSchema.idempotencyKey, FlagSchema.actor],
            body: FlagSchema.batch(kind),
            replies: [.init(200, "What became of each, in order.", schema: FlagSchema.results(kind))]
        )
        return Route(.post, "\(path)/batch", .role(.admin), sheet) { call in
            let body = try await call.body()
            let (edits, reason) = try FlagBodies.batch(try FlagBodies.json(body), kind)
            let author = try author(call, reason)
            return try await once.answer(call, body: body) { mark async throws(FlagFault) in
                let written = try await desk.apply(edits, by: author.marked(mark))
                return Outcome(body: ["results": JSON(written.map(\.json))])
            }
        }
    }

    private var revert: Route {
        let sheet = changing(
            id("revert"),
            "Brings a \(noun) back to what it was at a version of its history, one that was deleted too.",
            guards: [FlagSchema.ifMatch, FlagSchema.reason],
            body: FlagSchema.revert,
            created: true
        )
        return Route(.post, "\(onePath)/revert", .role(.admin), sheet) { call in
            let body = try await call.body()
            let (version, reason) = try FlagBodies.revert(body)
            let author = try author(call, reason)
            let (name, expected) = (name(call), try FlagGuard.expected(call))
            return try await once.answer(call, body: body) { mark async throws(FlagFault) in
                let author = author.marked(mark)
                return Self.outcome(try await desk.revert(name, toVersion: version, expecting: expected, by: author))
            }
        }
    }

    // MARK: - Common

    private func change(_ call: Call, _ body: [UInt8], _ edit: FlagEdit) async throws(APIFault) -> Response {
        let author = try author(call, nil)
        return try await once.answer(call, body: body) { mark async throws(FlagFault) in
            guard let written = try await desk.apply([edit], by: author.marked(mark)).first else { throw .contended }
            return Self.outcome(written)
        }
    }

    private func author(_ call: Call, _ reason: String?) throws(APIFault) -> FlagDesk.Author {
        // The header is looked at in any case: one that is too long is nobody's reason.
        let header = try FlagBodies.reason(call)
        return FlagDesk.Author(actor: call.actor, reason: reason ?? header)
    }

    private static func outcome(_ written: FlagWritten) -> Outcome {
        let tag = written.outcome == .deleted ? nil : FlagGuard.tag(written.version)
        return Outcome(status: written.outcome == .created ? .created : .ok, body: written.json, tag: tag)
    }

    /// A sheet of a route that changes one flag or segment.
    private func changing(
        _ id: String,
        _ summary: String,
        guards: [RouteSheet.Parameter],
        body: JSON? = nil,
        created: Bool = false
    ) -> RouteSheet {
        let schema = FlagSchema.outcome(kind)
        let made = RouteSheet.Reply(201, "Created.", schema: schema)
        return RouteSheet(
            id,
            tag: Self.tag,
            summary,
            parameters: guards + [FlagSchema.idempotencyKey, FlagSchema.actor],
            body: body,
            replies: [.init(200, "Done, or so already.", schema: schema)] + (created ? [made] : [])
        )
    }
}

extension FlagDesk.Author {
    fileprivate func marked(_ mark: RequestMark?) -> FlagDesk.Author {
        FlagDesk.Author(actor: actor, reason: reason, mark: mark)
    }
}
