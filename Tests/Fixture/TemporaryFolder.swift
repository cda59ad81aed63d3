import Glibc

/// A folder that is removed with everything in it when the last reference goes.
package final class TemporaryFolder {
    /// Its path, free of symbolic links.
    package let path: String

    /// An empty folder.
    package init() throws(FixtureFault) {
        var template = Array("/tmp/rampart-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw FixtureFault("no temporary folder: errno \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Writes a file; folders on the way are made.
    package func write(_ text: String, to name: String) throws(FixtureFault) {
        let parts = name.split(separator: "/")
        for count in 1..<max(1, parts.count) { unsafe mkdir("\(path)/\(parts[..<count].joined(separator: "/"))", 0o700) }
        let descriptor = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FixtureFault("\(name) cannot be written: errno \(errno)") }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw FixtureFault("\(name) cannot be written: errno \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a folder.
    package func makeFolder(_ name: String) { unsafe mkdir("\(path)/\(name)", 0o700) }

    /// Makes a symbolic link at `name` to `target`, which is written into it as it stands.
    package func link(_ name: String, to target: String) { unsafe symlink(target, "\(path)/\(name)") }

    /// Makes a named pipe, which nobody ever writes to.
    package func makePipe(_ name: String) { unsafe mkfifo("\(path)/\(name)", 0o600) }

    /// Removes the file or folder `name`.
    package func remove(_ name: String) { Self.remove("\(path)/\(name)") }

    private static func remove(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unsafe unlink(path)
            return
        }
        for name in names(path) { remove("\(path)/\(name)") }
        unsafe rmdir(path)
    }

    private static func names(_ folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
