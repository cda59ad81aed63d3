import Curl
import Glibc
import Wire

/// Asks a Rampart server over HTTP, again where an answer is lost: what changes something has a name and is done once.
struct ServerClient {
    /// One request.
    struct Question {
        var method: String
        /// The path behind the server's address.
        var path: String
        var headers: [(name: String, value: String)] = []
        var body: [UInt8]?
        /// Where the body is from, for complaints about it.
        var source: String?
        /// What to do where no answer comes.
        var remedy: String
    }

    /// The server's address, such as `https://rampart.example.com`.
    let server: String
    /// The bearer token, where the server asks for one.
    let token: String?
    /// Names the request: the server does it once.
    let request: String

    private static let tries = 3
    /// The longest that one `Retry-After` is waited for, in seconds.
    private static let longestWait = 10
    private static let longestAnswer = 64 << 20

    /// A client with the token of the environment; a request that has no name gets one.
    init(server: String, request: String? = nil) {
        self.server = server
        token = Terminal.variable("RAMPART_TOKEN")
        self.request = request ?? String(UInt64.random(in: .min ... .max), radix: 16)
    }

    /// The server's answer.
    func ask(_ question: Question) async throws -> JSON {
        let client: CurlClient
        do throws(CurlFault) {
            client = try CurlClient()
        } catch {
            throw Complaint.unreachable(error.message)
        }
        let answer: Result<JSON, Complaint>
        do {
            answer = .success(try await ask(client, question))
        } catch let complaint as Complaint {
            answer = .failure(complaint)
        }
        await client.shutdown()
        return try answer.get()
    }

    private func ask(_ client: CurlClient, _ question: Question) async throws -> JSON {
        var headers = [(name: "Content-Type", value: "application/json"), ("X-Rampart-Actor", OrderReason.actor)]
        if question.method != "GET" { headers.append(("Idempotency-Key", request)) }
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        let base = server.hasSuffix("/") ? String(server.dropLast()) : server
        let request = CurlRequest(
            method: question.method,
            url: base + question.path,
            headers: headers + question.headers,
            body: question.body,
            timeout: .seconds(10),
            maxResponseBytes: Self.longestAnswer
        )
        var last = ""
        for _ in 0..<Self.tries {
            let response: CurlResponse
            do throws(CurlFault) {
                response = try await client.perform(request)
            } catch {
                last = error.message
                continue
            }
            // Under way still: the first try's answer was lost, not its work.
            if response.status >= 500 || isUnderWay(response) {
                last = Self.message(response)
                let asked = response.header("Retry-After").flatMap(Int.init) ?? 0
                try await Task.sleep(for: .seconds(min(max(asked, 0), Self.longestWait)))
                continue
            }
            return try Self.read(response, source: question.source)
        }
        throw Complaint.unreachable("\(server) gave no answer (\(last)); \(question.remedy)")
    }

    private func isUnderWay(_ response: CurlResponse) -> Bool {
        response.status == 409 && (try? JSON.parse(response.body))?["error"]?["code"]?.string == "in_progress"
    }

    private static func message(_ response: CurlResponse) -> String {
        let status = "the server answered \(response.status)"
        return (try? JSON.parse(response.body))?["error"]?["message"]?.string.map { "\(status): \($0)" } ?? status
    }

    private static func read(_ response: CurlResponse, source: String?) throws -> JSON {
        let limits = JSONLimits(maxBytes: longestAnswer, maxDepth: 64, duplicates: .keep)
        let json = try? JSON.parse(response.body, limits: limits)
        if (200..<300).contains(response.status), let json { return json }
        if let error = json?["error"], error["message"]?.string != nil {
            throw Complaint(error: error, status: response.status, source: source)
        }
        throw Complaint(
            error: ["message": JSON("the server answered \(response.status); is it Rampart's?")],
            status: response.status
        )
    }
}

extension Complaint {
    /// What an error of the API means at the command line: every fault of a body in a line of its own.
    ///
    /// - Parameter source: where the body is from, so that editors link the place.
    init(error: JSON, status: Int, source: String? = nil) {
        let message = error["message"]?.string ?? "the answer was \(status)"
        let faults = error["detail"]?["faults"]?.array ?? []
        let lines = faults.map { fault in
            let place = fault["line"]?.integer.map { ":\($0):\(fault["column"]?.integer ?? 1)" } ?? ""
            let subject = [fault["key"]?.string, fault["pointer"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
            let words = [subject.joined(separator: " "), fault["message"]?.string ?? ""].filter { !$0.isEmpty }
            return "\(source ?? "body")\(place): error: \(words.joined(separator: ": "))"
        }
        let more = error["detail"]?["more"]?.integer.map { ["and \($0) more"] } ?? []
        let text = faults.isEmpty ? message : (["nothing is changed:"] + lines + more).joined(separator: "\n")
        switch status {
        case 401: self = .usage("\(message); set RAMPART_TOKEN")
        case 429, 500...: self = .unreachable(message)
        default: self = .refused(text)
        }
    }
}
