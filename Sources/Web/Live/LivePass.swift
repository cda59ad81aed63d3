import Glibc

/// Makes and reads passes: texts for a URL by which someone who can send no headers listens for a while, and which are good
/// for nothing else.
///
/// They are signed with what the configured tokens' hashes make together, so that every server of a deployment takes them,
/// and none does once a token is changed.
struct LivePass: Sendable {
    /// How long a pass opens a stream, in seconds; one that is open goes on.
    static let lifetime = 600

    private let key: [UInt8]

    /// Passes for the bearers of `tokens`; `nil` while there are none, and nobody needs one.
    init?(_ tokens: TokenBook) {
        guard let key = tokens.signingKey else { return nil }
        self.key = key
    }

    /// A pass for `bearer` that can be used until `expiry`, in seconds since 1970.
    func text(for bearer: Bearer, until expiry: Int) -> String? {
        let claim = Self.claim(bearer, expiry)
        return signature(claim).map { "\(claim).\($0)" }
    }

    /// Whose pass `text` is at `now`, in seconds since 1970; `nil` for one that is over, or was not made here.
    func bearer(of text: String, at now: Int) -> Bearer? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 1024, parts.count == 4, let expiry = Int(parts[0]), expiry > now,
            expiry - now <= 2 * Self.lifetime,
            let role = Role(rawValue: String(parts[1])), let name = Digest.bytes(ofHex: parts[2])
        else { return nil }
        let bearer = Bearer(name: String(decoding: name, as: UTF8.self), role: role)
        // What is compared is written anew, so that there is one text for each pass.
        guard let known = self.text(for: bearer, until: expiry), Digest.areEqual(Array(known.utf8), Array(text.utf8)) else {
            return nil
        }
        return bearer
    }

    private func signature(_ claim: String) -> String? {
        Digest.hmac(Array("rampart-live-pass:\(claim)".utf8), key: key).map { Digest.hexText($0) }
    }

    private static func claim(_ bearer: Bearer, _ expiry: Int) -> String {
        "\(expiry).\(bearer.role.rawValue).\(Digest.hexText(Array(bearer.name.utf8)))"
    }

    /// Seconds since 1970.
    static func now() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec
    }
}
