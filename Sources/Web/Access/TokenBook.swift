/// The tokens that the server takes: their names, roles and hashes, never the tokens themselves.
package struct TokenBook: Sendable {
    /// The longest token that is looked at, in bytes.
    static let longest = 512

    private struct Entry: Sendable {
        var bearer: Bearer
        var digest: [UInt8]
    }

    private var entries: [Entry] = []

    /// A book without tokens.
    package init() {}

    /// Whether no token is configured.
    package var isEmpty: Bool { entries.isEmpty }

    /// Adds a token by the hex digits of its SHA-256; `false`, and nothing added, where they are not 64.
    @discardableResult
    package mutating func add(name: String, role: Role, sha256: String) -> Bool {
        guard sha256.utf8.count == 64, let digest = Digest.bytes(ofHex: sha256) else { return false }
        entries.append(Entry(bearer: Bearer(name: name, role: role), digest: digest))
        return true
    }

    /// Whether `bearer` has a token here.
    func has(_ bearer: Bearer) -> Bool { entries.contains { $0.bearer == bearer } }

    /// A key that only who has all of the hashes can make; `nil` where no token is configured.
    var signingKey: [UInt8]? {
        guard !entries.isEmpty else { return nil }
        let digests = entries.map { Digest.hexText($0.digest) }.sorted()
        return Digest.sha256(Array("rampart-signing-key:\(digests.joined(separator: ","))".utf8))
    }

    /// The hex digits of a token's SHA-256, as a book takes them; `nil` only where OpenSSL is out of memory.
    package static func hash(of token: String) -> String? {
        let hex = Digest.hex(token, bytes: 32)
        return hex.count == 64 ? hex : nil
    }

    /// Whose `token` is; `nil` for nobody's.
    ///
    /// Every entry is compared whole, so that the time tells nothing of the hashes.
    package func bearer(of token: String) -> Bearer? {
        guard !token.isEmpty, token.utf8.count <= Self.longest, let digest = Digest.sha256(Array(token.utf8)) else {
            return nil
        }
        var found: Bearer?
        for entry in entries where Digest.areEqual(entry.digest, digest) { found = found ?? entry.bearer }
        return found
    }
}
