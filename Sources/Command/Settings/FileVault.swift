import Glibc
import Synchronization
import Wire

/// Secrets from the environment and from files; files are read once, and again after ``reload()``.
final class FileVault: SecretVault {
    private let environment: [String: String]
    private let known = Mutex<[SecretReference: Secret]>([:])

    init(environment: [String: String]) { self.environment = environment }

    func secret(_ reference: SecretReference) -> Secret? {
        if let secret = known.withLock({ $0[reference] }) { return secret }
        guard let text = read(reference), !text.isEmpty else { return nil }
        let secret = Secret(text)
        known.withLock { $0[reference] = secret }
        return secret
    }

    /// Forgets what was read, so that changed files are seen.
    func reload() { known.withLock { $0.removeAll() } }

    private func read(_ reference: SecretReference) -> String? {
        switch reference {
        case .environment(let name): return environment[name]
        case .file(let path):
            guard let bytes = try? FileBytes.read(path, most: 65_536) else { return nil }
            var text = String(decoding: bytes, as: UTF8.self)
            if text.hasSuffix("\n") { text.removeLast() }
            return text
        }
    }
}

/// Reads small files.
enum FileBytes {
    /// Why a file could not be read.
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    /// The bytes of a file; `-` is standard input.
    static func read(_ path: String, most: Int) throws(Fault) -> [UInt8] {
        let descriptor = unsafe path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Fault(description: "\(path) cannot be read: \(unsafe String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= most {
            let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Fault(description: "\(path) cannot be read: \(unsafe String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
        throw Fault(description: "\(path) is larger than \(most) bytes")
    }
}
