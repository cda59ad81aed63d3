/// The host and port of one server among several.
package struct RedisAddress: Sendable, Hashable {
    /// A name or an address (IPv6 without brackets).
    package let host: String
    /// The TCP port.
    package let port: Int

    /// An address from its parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host`, `host:port`, `[IPv6]` or `[IPv6]:port`.
    ///
    /// - Parameter defaultPort: the port when the text names none; sentinels listen on 26379, Redis on 6379.
    /// - Throws: `RedisFault` with code `invalidURL`, whose message says the forms.
    package init(_ text: String, defaultPort: Int) throws(RedisFault) {
        var host = text[...]
        var port: Substring?
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            host = text[..<close].dropFirst()
            let rest = text[close...].dropFirst()
            port = rest.isEmpty ? nil : rest.dropFirst()
            if !rest.isEmpty, !rest.hasPrefix(":") { throw Self.fault }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[colon...].dropFirst()
        }
        guard let number = port.map({ Self.port($0) }) ?? defaultPort, let address = Self(answered: String(host), port: number)
        else { throw Self.fault }
        self = address
    }

    /// What a server said; `nil` when it can be no address.
    init?(answered host: String, port: Int) {
        let isName = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") }
        // A DNS name has at most 253 characters; one with a colon is an IPv6 address.
        guard isName, (1...253).contains(host.utf8.count), (1...65535).contains(port) else { return nil }
        self.init(host: host, port: port)
    }

    static func port(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    var endpoint: RedisLocation.Endpoint { .tcp(host: host, port: port) }

    private static let fault = RedisFault(
        .invalidURL,
        "Not the address of a server: write host:port, or [address]:port for IPv6, with a port from 1 to 65535."
    )
}

extension RedisAddress: CustomStringConvertible {
    /// `host:port`, with brackets around IPv6.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
