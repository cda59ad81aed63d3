import Glibc
import Rollouts
package import Store
import Wire

/// Copies of states as files, one a rollout: written beside, made safe on the disk, and moved into place.
package struct StateFolder: StateCopy {
    /// The folder's path.
    package let path: String

    /// The folder at `path`, made where it does not exist.
    ///
    /// - Throws: `StateCopyFault` where it cannot be made or written to.
    package init(path: String) throws(StateCopyFault) {
        self.path = path
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw Self.fault("\(path) cannot be made", errno) }
        guard unsafe access(path, R_OK | W_OK | X_OK) == 0 else {
            throw Self.fault("\(path) cannot be read and written", errno)
        }
    }

    /// Every copy; one that cannot be used is a fault and is left as it is.
    package func load() -> (rollouts: [StoredRollout], faults: [String]) {
        var rollouts: [StoredRollout] = []
        var faults: [String] = []
        do throws(PlanDirectoryFault) {
            for file in try PlanFolder(path: path).files() {
                do {
                    let text = String(decoding: try file.content.get(), as: UTF8.self)
                    rollouts.append(try StoredRollout(json: JSON.parse(text, limits: Self.limits)))
                } catch {
                    faults.append("\(path)/\(file.path): \(error); move it away, and Redis alone will be believed")
                }
            }
        } catch {
            faults.append("\(error)")
        }
        return (rollouts, faults)
    }

    /// Replaces the copy of `rollout`, so that it outlives a crash at any line.
    package func save(_ rollout: StoredRollout) throws(StateCopyFault) {
        let target = "\(path)/\(rollout.state.flag).json"
        // A name that load leaves out.
        let beside = "\(path)/.\(rollout.state.flag).\(getpid())"
        do throws(StateCopyFault) {
            try write(Array(rollout.json.text.utf8) + [0x0A], to: beside)
        } catch {
            unsafe unlink(beside)
            throw error
        }
        guard unsafe rename(beside, target) == 0 else {
            let code = errno
            unsafe unlink(beside)
            throw Self.fault("\(target) cannot be replaced", code)
        }
    }

    private func write(_ bytes: [UInt8], to file: String) throws(StateCopyFault) {
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.fault("\(file) cannot be written", errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.fault("\(file) cannot be written", errno) }
            rest = rest.dropFirst(count)
        }
        guard fdatasync(descriptor) == 0 else { throw Self.fault("\(file) cannot be made safe on the disk", errno) }
    }

    private static let limits = JSONLimits(maxBytes: 8 << 20, maxDepth: 64)

    private static func fault(_ what: String, _ code: Int32) -> StateCopyFault {
        StateCopyFault("\(what): \(unsafe String(cString: strerror(code))); mend it, or take out state.directory")
    }
}
