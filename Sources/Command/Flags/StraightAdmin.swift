import Control
import FlagStore
import Flags
import HTTPTypes
import Store
import Web
import Wire

/// Flags and segments straight in Redis, with nothing else running.
struct StraightAdmin: AdminDesk {
    let setup: Setup

    func ask(_ task: AdminTask) async throws -> JSON {
        try await StoreSession.with(setup) { store in
            let desk = FlagDesk(keeper: FlagKeeper(store: store)) { SystemTimepiece.wall }
            do {
                return try await Self.answer(task, desk)
            } catch let fault as FlagFault {
                throw Complaint(fault.api, source: task.source)
            } catch let fault as APIFault {
                throw Complaint(fault, source: task.source)
            }
        }
    }

    private static func answer(_ task: AdminTask, _ desk: FlagDesk) async throws -> JSON {
        let author = FlagDesk.Author(actor: OrderReason.actor, reason: task.reason)
        let edit: FlagEdit
        switch task.deed {
        case .list(let kind): return try await desk.list(kind)
        case .one(let name): return try await desk.one(name).json
        case .history(let name, let limit): return try await desk.history(name, limit: limit)
        case .overlaps: return try await desk.overlaps()
        case .evaluate(let key, let json):
            let snapshot = try await desk.snapshot()
            // The command has looked at the context before.
            let context = Context(json.members ?? [])
            let evaluation = snapshot.evaluate(key, context)
            guard evaluation.cause != .unknown else { throw FlagFault.missing(.flag(key)) }
            return evaluation.json(segments: snapshot.segments(of: context))
        case .batch(let kind, let text): return try await batch(text.json, kind, desk, author)
        case .revert(let name, let version):
            return try await desk.revert(name, toVersion: version, expecting: task.expected, by: author).json
        case .put(let kind, let text): edit = FlagBodies.put(text.json, kind, task.expected)
        case .patch(let name, let text): edit = FlagBodies.patch(name, text.json, task.expected)
        case .delete(let name): edit = FlagBodies.delete(name, task.expected)
        }
        guard let written = try await desk.apply([edit], by: author).first else { throw FlagFault.contended }
        return written.json
    }

    private static func batch(
        _ json: JSON,
        _ kind: FlagName.Kind,
        _ desk: FlagDesk,
        _ author: FlagDesk.Author
    ) async throws -> JSON {
        let (edits, reason) = try FlagBodies.batch(json, kind)
        var author = author
        if let reason { author.reason = reason }
        return ["results": JSON(try await desk.apply(edits, by: author).map(\.json))]
    }
}

extension Complaint {
    /// What an answer of the API means at the command line.
    init(_ fault: APIFault, source: String? = nil) {
        self.init(error: fault.json["error"] ?? [:], status: fault.status.code, source: source)
    }
}
