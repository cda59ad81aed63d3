import FlagStore
import Wire

/// Flags and segments over HTTP of a server.
struct ServerAdmin: AdminDesk {
    let client: ServerClient

    func ask(_ task: AdminTask) async throws -> JSON {
        var (method, path, body) = Self.request(task.deed)
        var headers: [(name: String, value: String)] = []
        switch task.expected {
        case .any: break
        case .present: headers.append(("If-Match", "*"))
        case .absent: headers.append(("If-None-Match", "*"))
        case .version(let version): headers.append(("If-Match", "\"\(version)\""))
        }
        if !task.reason.isEmpty { headers.append(("X-Rampart-Reason", task.reason)) }
        path = "/api/admin/" + path
        method = method.uppercased()
        return try await client.ask(
            ServerClient.Question(
                method: method,
                path: path,
                headers: headers,
                body: body,
                source: task.source,
                remedy: method == "GET"
                    ? "--redis works without a server" : "look before asking again; --redis works without a server"
            )
        )
    }

    private static func request(_ deed: AdminTask.Deed) -> (method: String, path: String, body: [UInt8]?) {
        switch deed {
        case .list(let kind): ("GET", "\(kind.rawValue)s", nil)
        case .one(let name): ("GET", path(name), nil)
        case .history(let name, let limit): ("GET", "\(path(name))/history?limit=\(limit)", nil)
        case .overlaps: ("GET", "segments/overlaps", nil)
        case .evaluate(let key, let context):
            ("POST", "\(path(.flag(key)))/evaluate", Array((["context": context] as JSON).text.utf8))
        case .put(let kind, let text): ("POST", "\(kind.rawValue)s", text.bytes)
        case .batch(let kind, let text): ("POST", "\(kind.rawValue)s/batch", text.bytes)
        case .patch(let name, let text): ("PATCH", path(name), text.bytes)
        case .delete(let name): ("DELETE", path(name), nil)
        case .revert(let name, let version):
            ("POST", "\(path(name))/revert", Array((["version": JSON(version)] as JSON).text.utf8))
        }
    }

    private static func path(_ name: FlagName) -> String { "\(name.kind.rawValue)s/\(name.key)" }
}
