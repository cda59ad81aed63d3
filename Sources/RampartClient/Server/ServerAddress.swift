import Curl
import Wire

/// Where a server is and how to enter it.
struct ServerAddress: Sendable {
    /// The most bytes of an answer.
    static let mostBytes = 64 << 20

    private let base: String
    private let token: Secret?
    private let authorityFile: String?

    /// - Throws: `invalidURL` where the URL, or the token, cannot be sent.
    init(url: String, token: String?, authorityFile: String?) throws(FlagClientFault) {
        guard !url.contains(where: { $0 == "?" || $0 == "#" }) else { throw Self.fault }
        do throws(CurlFault) {
            try CurlClient.check(url)
        } catch {
            throw Self.fault
        }
        if let token, !token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            throw FlagClientFault(.invalidURL, "The token has characters that no header can carry; pass it as it was printed.")
        }
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.token = token.map { Secret($0) }
        self.authorityFile = authorityFile
    }

    private static let fault = FlagClientFault(
        .invalidURL,
        "The server's URL must be like https://rampart.example.com, without a query."
    )

    /// A request for what is at `path`.
    func request(
        _ path: String,
        method: String = "GET",
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil
    ) -> CurlRequest {
        var headers = headers
        if let token { headers.append(("Authorization", "Bearer \(token.reveal())")) }
        if body != nil { headers.append(("Content-Type", "application/json")) }
        return CurlRequest(
            method: method,
            url: base + path,
            headers: headers,
            body: body,
            maxResponseBytes: Self.mostBytes,
            caFile: authorityFile
        )
    }
}
