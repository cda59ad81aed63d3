import Curl
import Flags
import Metrics
import Web
import Wire

/// The configured checks, asked by HTTP: `POST` with check, flag and context, answered `{"allowed":true}` or
/// `{"allowed":false,"reason":"…"}`. Any other answer denies.
struct HookDesk: CheckDesk {
    let checks: [String: CheckSettings]
    let client: CurlClient
    let vault: any SecretVault

    /// A client with bounds of its own: hooks that hang hold up nothing but themselves.
    static func client() throws(CurlFault) -> CurlClient {
        try CurlClient(options: CurlOptions(maxConnections: 128, maxConnectionsPerHost: 32, maxInFlight: 1024))
    }

    /// What came of asking, for the metrics.
    private enum Outcome: String {
        case allowed
        case denied
        case failed
    }

    var names: [String] { checks.keys.sorted() }

    func ask(_ question: CheckQuestion) async -> CheckedEvaluation.Answer {
        let (outcome, answer) = await asked(question)
        Counter(label: "rampart_checks_total", dimensions: [("check", question.check), ("outcome", outcome.rawValue)]).increment()
        return answer
    }

    private func asked(_ question: CheckQuestion) async -> (Outcome, CheckedEvaluation.Answer) {
        guard let check = checks[question.check] else { return (.failed, .denied("there is no such check")) }
        var headers = [(name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json")]
        for (name, value) in check.headers {
            switch value {
            case .literal(let text): headers.append((name, text))
            case .secret(let reference):
                guard let secret = vault.secret(reference) else {
                    return (.failed, .denied("it was not asked: \(reference) is not there"))
                }
                headers.append((name, secret.reveal()))
            }
        }
        do throws(CurlFault) {
            let answer = try await client.perform(
                CurlRequest(
                    method: "POST",
                    url: check.url,
                    headers: headers,
                    body: Array(question.json.text.utf8),
                    timeout: check.timeout,
                    connectTimeout: check.timeout,
                    maxResponseBytes: 64 << 10,
                    caFile: check.caFile
                )
            )
            return Self.read(answer)
        } catch {
            // Which host it was is for the log and the operator's metrics; whoever asks hears what kind of trouble.
            switch error.code {
            case .timedOut: return (.failed, .denied("it did not answer within \(check.timeout)"))
            case .overloaded: return (.failed, .denied("too many checks are under way"))
            case .invalidURL, .invalidHeader, .resolve, .connect, .tls, .tooLarge, .redirectRefused, .tooManyRedirects,
                .disconnected, .protocolError, .cancelled, .closed, .other:
                return (.failed, .denied("it could not be asked"))
            }
        }
    }

    private static func read(_ answer: CurlResponse) -> (Outcome, CheckedEvaluation.Answer) {
        guard answer.status == 200 else { return (.failed, .denied("it answered with status \(answer.status)")) }
        guard let json = try? JSON.parse(answer.body), let isAllowed = json["allowed"]?.bool else {
            return (.failed, .denied("its answer is not {\"allowed\":true} or {\"allowed\":false}"))
        }
        if isAllowed { return (.allowed, .allowed) }
        return (.denied, .denied(json["reason"]?.string.map(\.clipped) ?? "it said no"))
    }
}
