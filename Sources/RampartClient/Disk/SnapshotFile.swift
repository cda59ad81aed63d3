import Flags
import Glibc

/// The last flags on the disk: written beside, made safe, and moved into place.
///
/// The first line says what the rest must be, so that a file that was cut short or spoiled is found.
struct SnapshotFile: Sendable {
    /// Why the file cannot be used or written.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private static let title = "rampart-snapshot-1"
    /// The longest first line.
    private static let mostTitleBytes = 100

    let path: String

    /// The snapshot in the file; `nil` where there is no file.
    func load() throws(Fault) -> Snapshot? {
        guard let bytes = try read() else { return nil }
        guard let end = bytes.prefix(Self.mostTitleBytes).firstIndex(of: 0x0A) else {
            throw Fault(description: "it does not begin as a snapshot does")
        }
        let body = Array(bytes[(end + 1)...])
        guard bytes[..<end].elementsEqual(Self.head(body).utf8) else { throw Fault(description: "it is not as it was written") }
        do throws(FlagDocument.Fault) {
            return try FlagDocument.snapshot(body)
        } catch {
            throw Fault(description: "\(error)")
        }
    }

    /// Replaces the file: the old one stands until the new one is safe on the disk.
    func save(_ snapshot: Snapshot) throws(Fault) {
        let body = FlagDocument.bytes(snapshot)
        guard body.count <= FlagDocument.mostBytes else {
            throw Fault(description: "\(body.count) bytes of flags are more than are kept; the file stays as it is")
        }
        let beside = "\(path).\(getpid()).new"
        do throws(Fault) {
            try write(Array(Self.head(body).utf8) + [0x0A] + body, to: beside)
            guard unsafe rename(beside, path) == 0 else { throw Self.fault("it cannot be replaced", errno) }
        } catch {
            unsafe unlink(beside)
            throw error
        }
        syncFolder()
    }

    /// FNV-1a, against mishaps and not against people.
    private static func head(_ body: [UInt8]) -> String {
        let sum = body.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return "\(title) \(body.count) \(String(sum, radix: 16))"
    }

    private func read() throws(Fault) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.fault("it cannot be opened", errno)
        }
        defer { close(descriptor) }
        let most = FlagDocument.mostBytes + Self.mostTitleBytes
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.fault("it cannot be read", errno) }
            if count == 0 { return bytes }
            guard bytes.count + count <= most else { throw Fault(description: "it is larger than a snapshot may be") }
            bytes += chunk[..<count]
        }
    }

    private func write(_ bytes: [UInt8], to file: String) throws(Fault) {
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.fault("it cannot be written", errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.fault("it cannot be written", errno) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw Self.fault("it cannot be made safe on the disk", errno) }
    }

    /// So that the new name outlives a crash as well; where it cannot be, the old file does.
    private func syncFolder() {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func fault(_ what: String, _ code: Int32) -> Fault {
        Fault(description: "\(what): \(unsafe String(cString: strerror(code)))")
    }
}
