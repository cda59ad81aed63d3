import Logging
import Synchronization
import Wire

/// The header of a source's requests, its secrets looked up anew each time.
final class SourceHeaders: Sendable {
    private let headers: [SourceSettings.Header]
    private let vault: any SecretVault
    private let logger: Logger
    // So that a secret that is missing is logged once and not with every reading.
    private let missing = Mutex<Set<SecretReference>>([])

    init(_ headers: [SourceSettings.Header], vault: any SecretVault, logger: Logger) {
        self.headers = headers
        self.vault = vault
        self.logger = logger
    }

    /// The fields to send.
    ///
    /// - Throws: `malformed` where a secret is not there.
    func fields(contentType: String?) throws(ReadingFault) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for header in headers {
            switch header.value {
            case .literal(let text): fields.append((header.name, text))
            case .secret(let reference): fields.append((header.name, try secret(reference, for: header.name)))
            }
        }
        let given = Set(fields.map { $0.name.lowercased() })
        if !given.contains("accept") { fields.append(("Accept", "application/json")) }
        if let contentType, !given.contains("content-type") { fields.append(("Content-Type", contentType)) }
        return fields
    }

    private func secret(_ reference: SecretReference, for name: String) throws(ReadingFault) -> String {
        if let secret = vault.secret(reference) {
            _ = missing.withLock { $0.remove(reference) }
            return secret.reveal()
        }
        let remedy =
            switch reference {
            case .environment(let variable): "the environment variable \(variable) is not set; set it"
            case .file(let path): "the file \(path) cannot be read; put the secret there"
            }
        if missing.withLock({ $0.insert(reference).inserted }) {
            logger.error("a metric source is not asked: for its header \(name) \(remedy)")
        }
        throw ReadingFault(.malformed, "is not asked: for its header \(name) \(remedy)")
    }
}
