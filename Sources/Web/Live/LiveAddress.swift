import HTTPTypes
import HummingbirdCore

/// Where clients of the OpenFeature protocol hear that they are to evaluate again.
package struct LiveAddress: Sendable {
    static let path = "/ofrep/v1/events"

    private let gatekeeper: Gatekeeper
    private let publicURL: String?
    private let isEncrypted: Bool

    /// Addresses of this server.
    ///
    /// - Parameters:
    ///   - publicURL: the address that the outside world knows the server by; otherwise it is the one that a request names.
    ///   - isEncrypted: whether the server speaks TLS.
    package init(gatekeeper: Gatekeeper, publicURL: String?, isEncrypted: Bool) {
        self.gatekeeper = gatekeeper
        self.publicURL = publicURL.map { String($0.hasSuffix("/") ? $0.dropLast() : $0[...]) }
        self.isEncrypted = isEncrypted
    }

    /// The URL for an entry of `eventStreams` in the answer to `call`, with a pass for its bearer, good for some minutes;
    /// `nil` where the request names no host.
    ///
    /// - Parameter revision: the revision of the snapshot that the answer was evaluated from: whatever comes after it is
    ///   told, even what comes before the client listens.
    package func url(for call: Call, since revision: String?) -> String? {
        let host = call.request.head.authority ?? ""
        guard let base = publicURL ?? (host.isEmpty ? nil : "\(isEncrypted ? "https" : "http")://\(host)") else { return nil }
        var query = gatekeeper.pass(for: call.bearer).map { ["pass=\($0)"] } ?? []
        if let revision { query.append("since=\(revision)") }
        return base + Self.path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}
