import Glibc

extension ChildProcess {
    /// The memory that it occupies, in bytes.
    func residentBytes() throws -> Int {
        let pages = Descriptor.text(ofFile: "/proc/\(id)/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) }
        guard let pages else { throw Failure("process \(id) is not there") }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// How many files and sockets it has open.
    func openFiles() throws -> Int {
        guard let folder = unsafe opendir("/proc/\(id)/fd") else { throw Failure("process \(id) is not there") }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        return count - 2
    }
}
