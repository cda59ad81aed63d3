import Rollouts
import Wire

/// Takes an order to a server over HTTP, once however often the answer is lost.
struct ServerOrders {
    let client: ServerClient

    /// Orders `order` of `flag`; the answer as the server gives it.
    func take(_ order: Order, of flag: String, reason: String, force: Bool) async throws -> JSON {
        let body = JSON.object([("reason", JSON(reason)), ("force", force ? true : nil)])
        return try await client.ask(
            ServerClient.Question(
                method: "POST",
                path: "/api/rollouts/\(flag)/\(order.rawValue)",
                body: Array(body.text.utf8),
                remedy: "whether it was done, rampart history \(flag) tells, and --redis works without a server"
            )
        )
    }
}
