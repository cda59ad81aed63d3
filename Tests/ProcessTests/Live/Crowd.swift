import Glibc
import Synchronization

/// Many connections that listen, looked after by one thread at a time.
final class Crowd: Sendable {
    private struct Member {
        var descriptor: Int32
        var heard: [UInt8] = []
        var isOver = false
    }

    private let members: Mutex<[Member]>

    /// Connections that were taken, each of which has asked for `path`.
    init(_ count: Int, path: String, headers: [String] = [], port: Int) async throws {
        let lines = ["GET \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + headers
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        let descriptors = await withCheckedContinuation { continuation in
            Background.start {
                var descriptors: [Int32] = []
                while descriptors.count < count, let descriptor = Socket.connect(port: port) {
                    descriptors.append(descriptor)
                    guard Descriptor.send(request, to: descriptor) else { break }
                }
                continuation.resume(returning: descriptors)
            }
        }
        members = Mutex(descriptors.map { Member(descriptor: $0) })
        guard descriptors.count == count else { throw Failure("\(descriptors.count) of \(count) connections were taken") }
    }

    /// What the first of them heard.
    var text: String { members.withLock { String(decoding: $0.first?.heard ?? [], as: UTF8.self) } }

    /// Returns when all of them have heard `text`.
    func hear(_ text: String, within limit: Duration = .seconds(30)) async throws {
        let wanted = Array(text.utf8)
        var waiting = members.withLock { Set($0.indices) }
        try await eventually("\(waiting.count) more hear \(text); the first heard \(self.text.suffix(800))", within: limit) {
            read()
            members.withLock { members in waiting = waiting.filter { !Self.holds(wanted, members[$0].heard) } }
            return waiting.isEmpty
        }
    }

    private static func holds(_ wanted: [UInt8], _ heard: [UInt8]) -> Bool {
        unsafe heard.withUnsafeBytes { heard in
            guard let first = wanted.first, heard.count >= wanted.count else { return false }
            for start in 0...(heard.count - wanted.count) where unsafe heard[start] == first {
                if unsafe heard[start..<start + wanted.count].elementsEqual(wanted) { return true }
            }
            return false
        }
    }

    /// Returns when the server has closed all of them.
    func end() async throws {
        try await eventually("all are closed") {
            read()
            return members.withLock { $0.allSatisfy(\.isOver) }
        }
    }

    /// Lets go of all of them.
    func leave() {
        members.withLock { members in
            for member in members { close(member.descriptor) }
            members = []
        }
    }

    private func read() {
        members.withLock { members in
            var block = [UInt8](repeating: 0, count: 65_536)
            for index in members.indices where !members[index].isOver {
                while true {
                    let count = unsafe block.withUnsafeMutableBytes { bytes in
                        unsafe recv(members[index].descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
                    }
                    if count > 0 {
                        members[index].heard += block.prefix(count)
                        continue
                    }
                    members[index].isOver = count == 0 || (errno != EAGAIN && errno != EINTR)
                    break
                }
            }
        }
    }
}
