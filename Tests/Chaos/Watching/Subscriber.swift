import Glibc
import Synchronization

/// Holds threads back for a while.
enum Poll {
    static func pause(_ milliseconds: Int32) { poll(nil, 0, milliseconds) }
}

/// Hears `flags:updates` of one server as an evaluator does, and keeps every state of every flag.
final class Subscriber: Sendable {
    private struct State {
        var sights: [Sight] = []
        var connections = 0
    }

    private let node: RedisNode
    private let state = Mutex(State())
    private let isStopped = Atomic(false)

    /// Subscribes at once, and again whenever the connection ends.
    init(_ node: RedisNode) {
        self.node = node
        Background.start { self.run() }
    }

    var sights: [Sight] { state.withLock(\.sights) }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private func run() {
        while !isStopped.load(ordering: .relaxed) {
            if let connection = Socket.connect(path: "\(node.folder)/socket") {
                hear(connection)
                close(connection)
            }
            Poll.pause(20)
        }
    }

    private func hear(_ connection: Int32) {
        guard Descriptor.send(Array("*2\r\n$9\r\nSUBSCRIBE\r\n$13\r\nflags:updates\r\n".utf8), to: connection) else { return }
        var unread: [UInt8] = []
        while !isStopped.load(ordering: .relaxed) {
            var wanted = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wanted, 1, 200) > 0 else { continue }
            guard let block = Descriptor.read(connection, within: 0), !block.isEmpty else { return }
            unread += block
            while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                // Only whole flags begin with a brace: everything else of a message is a line of the protocol.
                let line = unread[..<end]
                if line.first == UInt8(ascii: "{") { take(String(decoding: line, as: UTF8.self)) }
                unread.removeSubrange(...end)
            }
        }
    }

    private func take(_ message: String) {
        let event = EventText(message)
        guard let flag = event.string("key"), let isEnabled = event.flag("enabled") else { return }
        let sight = Sight(
            at: WallClock.now,
            place: "\(node.name) by subscription",
            flag: flag,
            isEnabled: isEnabled,
            percentage: event.number("rolloutPercentage") ?? 0,
            version: event.number("version").map { Int($0) } ?? 0,
            revision: event.string("revision") ?? ""
        )
        state.withLock { $0.sights.append(sight) }
    }
}
