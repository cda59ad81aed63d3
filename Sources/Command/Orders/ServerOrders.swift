import Curl
import Glibc
import Rollouts
import Wire

/// Takes an order to a server over HTTP, once however often the answer is lost.
struct ServerOrders {
    /// The server's address, such as `https://rampart.example.com`.
    let server: String
    /// The bearer token, where the server asks for one.
    let token: String?
    /// Names the request: the server does it once.
    let request: String

    private static let tries = 3
    /// The longest that one `Retry-After` is waited for, in seconds.
    private static let longestWait = 10

    /// Orders `order` of `flag`; the answer as the server gives it.
    func take(_ order: Order, of flag: String, reason: String, force: Bool) async throws -> JSON {
        let client: CurlClient
        do throws(CurlFault) {
            client = try CurlClient()
        } catch {
            throw Complaint.unreachable(error.message)
        }
        let answer: Result<JSON, Complaint>
        do {
            answer = .success(try await ask(client, order, flag, reason, force))
        } catch let complaint as Complaint {
            answer = .failure(complaint)
        }
        await client.shutdown()
        return try answer.get()
    }

    private func ask(
        _ client: CurlClient,
        _ order: Order,
        _ flag: String,
        _ reason: String,
        _ force: Bool
    ) async throws -> JSON {
        var headers = [("Content-Type", "application/json"), ("Idempotency-Key", request), ("X-Rampart-Actor", OrderReason.actor)]
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        let body = JSON.object([("reason", JSON(reason)), ("force", force ? true : nil)])
        let base = server.hasSuffix("/") ? String(server.dropLast()) : server
        let question = CurlRequest(
            method: "POST",
            url: "\(base)/api/rollouts/\(flag)/\(order.rawValue)",
            headers: headers.map { (name: $0.0, value: $0.1) },
            body: Array(body.text.utf8),
            timeout: .seconds(10)
        )
        var last = ""
        for _ in 0..<Self.tries {
            let response: CurlResponse
            do throws(CurlFault) {
                response = try await client.perform(question)
            } catch {
                last = error.message
                continue
            }
            // Under way still: the first try's answer was lost, not its work.
            if response.status >= 500 || isUnderWay(response) {
                last = "the server answered \(response.status)"
                let asked = response.header("Retry-After").flatMap(Int.init) ?? 0
                try await Task.sleep(for: .seconds(min(max(asked, 0), Self.longestWait)))
                continue
            }
            return try Self.read(response)
        }
        throw Complaint.unreachable(
            "\(server) gave no answer (\(last)); whether it was done, rampart history \(flag) tells, and --redis works without a server"
        )
    }

    private func isUnderWay(_ response: CurlResponse) -> Bool {
        response.status == 409 && (try? JSON.parse(response.body))?["error"]?["code"]?.string == "in_progress"
    }

    private static func read(_ response: CurlResponse) throws -> JSON {
        let json = try? JSON.parse(response.body)
        if (200..<300).contains(response.status), let json { return json }
        let message = json?["error"]?["message"]?.string ?? "the server answered \(response.status)"
        switch response.status {
        case 401: throw Complaint.usage("\(message); set RAMPART_TOKEN")
        default: throw Complaint.refused(message)
        }
    }
}
