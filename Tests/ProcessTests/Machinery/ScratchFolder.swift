import Glibc

/// A folder of the test's own, short enough for the path of a Unix socket, removed at the end.
struct ScratchFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/rampart-test.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure("no folder can be made in /tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path of `name` in it.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes the folder `name`.
    func makeFolder(_ name: String) throws {
        guard unsafe mkdir(self(name), 0o700) == 0 else { throw Failure("\(self(name)) cannot be made") }
    }

    /// Writes the file `name` so that no reader ever sees a half of it.
    func write(_ text: String, to name: String) throws {
        let temporary = self(".writing-\(name.replacing("/", with: "-"))")
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("\(temporary) cannot be written") }
        let isWritten = Descriptor.write(Array(text.utf8), to: descriptor)
        close(descriptor)
        guard isWritten else { throw Failure("\(temporary) cannot be written") }
        try move(temporary, self(name))
    }

    /// Renames `old` to `new`, both of them whole paths.
    func move(_ old: String, _ new: String) throws {
        guard unsafe rename(old, new) == 0 else { throw Failure("\(old) cannot be renamed to \(new)") }
    }

    /// Makes the symbolic link `name`, in place of one that is there.
    func link(_ name: String, to target: String) throws {
        let temporary = self(".link-\(name.replacing("/", with: "-"))")
        guard unsafe symlink(target, temporary) == 0 else { throw Failure("\(temporary) cannot be made") }
        try move(temporary, self(name))
    }

    /// Removes the file `name`.
    func remove(_ name: String) throws {
        guard unsafe unlink(self(name)) == 0 else { throw Failure("\(self(name)) cannot be removed") }
    }

    /// The names of what is in it.
    var entries: [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe names.append(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
            }
        }
        return names
    }

    /// Removes it all.
    func remove() async {
        _ = try? await ChildProcess("rm", ["-rf", path], folder: path, name: "rm").ending()
    }
}

/// Reading and writing of file descriptors.
enum Descriptor {
    /// Writes all of `bytes`; false when the other side is gone.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Writes all of `bytes` to a socket; false when the other side is gone, which must not end the test.
    static func send(_ bytes: [UInt8], to socket: Int32) -> Bool {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        }
    }

    /// The next bytes, empty at the end; `nil` when none came for so many milliseconds, or the connection broke.
    static func read(_ descriptor: Int32, within milliseconds: Int32) -> [UInt8]? {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&wanted, 1, milliseconds) > 0 else { return nil }
        var block = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        return count < 0 ? nil : Array(block.prefix(count))
    }

    /// The text of a file; empty where there is none.
    static func text(ofFile path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while let block = read(descriptor, within: 1000), !block.isEmpty { bytes += block }
        return String(decoding: bytes, as: UTF8.self)
    }
}
