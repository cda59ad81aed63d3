import Glibc

/// Finds and reads zone files.
enum ZoneDirectory {
    /// No zone of the IANA database needs a tenth of this.
    static let maximumSize = 64 * 1024

    /// The bytes of the file that the first of the directories with this zone has.
    static func read(_ name: String, in directories: [String]) throws(ZoneFault) -> [UInt8] {
        guard isName(name) else { throw .invalidName(name) }
        for directory in directories {
            if let bytes = try contents(of: directory + "/" + name, zone: name) { return bytes }
        }
        guard directories.contains(where: isDirectory) else {
            throw .databaseMissing(name, directories: directories)
        }
        throw .unknownZone(name)
    }

    /// Whether a text may be joined to a directory: it stays inside, and has nothing that zone names have not.
    static func isName(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return name.utf8.count <= 255 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isNameByte) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The content of a regular file; nil where there is none.
    private static func contents(of path: String, zone: String) throws(ZoneFault) -> [UInt8]? {
        // Not to be held up by a pipe that someone has put there.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let number = errno
            if number == ENOENT || number == ENOTDIR { return nil }
            throw .unreadable(zone, errorNumber: number)
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes = [UInt8](repeating: 0, count: maximumSize + 1)
        var count = 0
        while count < bytes.count {
            let received = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if received == 0 { return Array(bytes.prefix(count)) }
            if received < 0 {
                let number = errno
                if number == EINTR { continue }
                throw .unreadable(zone, errorNumber: number)
            }
            count += received
        }
        throw .unreadable(zone, errorNumber: 0)
    }
}
