import Glibc

/// A directory that is removed with its files when the last reference to it goes.
final class TemporaryDirectory {
    let path: String
    private var files: [String] = []

    struct Failure: Error {
        let errorNumber: Int32
    }

    init() throws {
        var template = Array("/tmp/rampart-zones-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure(errorNumber: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for file in files { unsafe unlink(file) }
        unsafe rmdir(path)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = path + "/" + name
        files.append(file)
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(errorNumber: errno) }
        defer { close(descriptor) }
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Failure(errorNumber: errno)
        }
    }
}
