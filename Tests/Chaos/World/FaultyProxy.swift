import Glibc
import Synchronization

/// A TCP proxy on a port of its own that passes on what it is given, until it is told to do worse.
final class FaultyProxy: Sendable {
    /// What it does to connections.
    enum Manner: Sendable, Equatable {
        /// Passes everything on.
        case pass
        /// Ends connections and takes none.
        case refuse
        /// Passes each piece on so many milliseconds late.
        case delay(Int)
        /// Ends a connection once so many bytes of an answer have gone through it.
        case truncate(Int)
        /// Takes connections and passes nothing on.
        case silent
    }

    let port: Int
    private let descriptor: Int32
    private let target: Int
    private let manner = Mutex(Manner.pass)
    /// Connections of before the last cut are ended.
    private let generation = Atomic(0)
    private let isStopped = Atomic(false)

    /// A proxy to a port of 127.0.0.1, at work at once.
    init(to target: Int) throws {
        (descriptor, port) = try Socket.bound()
        self.target = target
        guard listen(descriptor, 256) == 0 else { throw Failure("the proxy cannot listen") }
        Background.start { self.accept() }
    }

    /// Behaves like this from now on.
    func behave(_ next: Manner) {
        manner.withLock { $0 = next }
        if next == .refuse { cut() }
    }

    /// Ends every connection at once; new ones are taken.
    func cut() { generation.wrappingAdd(1, ordering: .relaxed) }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private func accept() {
        while !isStopped.load(ordering: .relaxed) {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wanted, 1, 50) > 0 else { continue }
            let near = Glibc.accept(descriptor, nil, nil)
            guard near >= 0 else { continue }
            Background.start { self.serve(near) }
        }
        close(descriptor)
    }

    private func serve(_ near: Int32) {
        defer {
            shutdown(near, Int32(SHUT_RDWR))
            close(near)
        }
        let born = generation.load(ordering: .relaxed)
        guard manner.withLock(\.self) != .refuse, let far = Socket.connect(port: target) else { return }
        defer {
            shutdown(far, Int32(SHUT_RDWR))
            close(far)
        }
        var answered = 0
        while !isStopped.load(ordering: .relaxed), generation.load(ordering: .relaxed) == born {
            let manner = manner.withLock(\.self)
            if manner == .silent {
                poll(nil, 0, 20)
                continue
            }
            var ends = [
                pollfd(fd: near, events: Int16(POLLIN), revents: 0), pollfd(fd: far, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&ends, 2, 20) > 0 else { continue }
            if ends[0].revents != 0 {
                guard let block = piece(near, manner), Descriptor.send(block, to: far) else { return }
            }
            if ends[1].revents != 0 {
                guard let block = piece(far, manner) else { return }
                if case .truncate(let most) = manner {
                    let part = Array(block.prefix(max(0, most - answered)))
                    answered += part.count
                    guard part.count == block.count, Descriptor.send(part, to: near) else {
                        _ = Descriptor.send(part, to: near)
                        return
                    }
                } else {
                    guard Descriptor.send(block, to: near) else { return }
                }
            }
        }
    }

    /// The next bytes, late where they are to be; `nil` at the end.
    private func piece(_ end: Int32, _ manner: Manner) -> [UInt8]? {
        guard let block = Descriptor.read(end, within: 0), !block.isEmpty else { return nil }
        if case .delay(let time) = manner { poll(nil, 0, Int32(clamping: time)) }
        return block
    }
}
