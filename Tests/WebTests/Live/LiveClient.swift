import NIOCore
import NIOPosix
import Synchronization

/// A connection that keeps whatever comes.
final class LiveClient: Sendable {
    /// The key of RFC 6455, section 1.3.
    static let upgrade = [
        "Upgrade: websocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    private struct State {
        var bytes: [UInt8] = []
        var isOver = false
    }

    private let state = Mutex(State())
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let channel: any Channel

    private init(_ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ channel: any Channel) {
        self.outbound = outbound
        self.channel = channel
    }

    /// Connects for the time of `body`.
    ///
    /// - Parameter isReading: whether it takes what comes.
    static func with(
        port: Int,
        isReading: Bool = true,
        _ body: @escaping @Sendable (LiveClient) async throws -> Void
    ) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            // A channel that was wrapped and then not connected in time ends the process.
            .connectTimeout(.minutes(10))
            .channelOption(.autoRead, value: isReading)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            let client = LiveClient(outbound, channel.channel)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        for try await part in inbound { client.state.withLock { $0.bytes += Array(part.readableBytesView) } }
                    } catch is IOError {}
                    client.state.withLock { $0.isOver = true }
                }
                defer { group.cancelAll() }
                try await body(client)
            }
        }
    }

    /// What has come.
    var bytes: [UInt8] { state.withLock { $0.bytes } }
    /// The same as a text.
    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// How many bytes have come.
    var count: Int { state.withLock { $0.bytes.count } }
    /// Whether the server has closed.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Asks for `path`.
    func send(_ path: String, _ headers: [String] = []) async {
        await send(Array("GET \(path) HTTP/1.1\r\n\((["Host: localhost"] + headers).joined(separator: "\r\n"))\r\n\r\n".utf8))
    }

    /// Sends bytes; the server may have closed already.
    func send(_ bytes: [UInt8]) async { try? await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Sends a masked frame.
    func frame(_ opcode: UInt8, _ payload: [UInt8] = [], fin: Bool = true) async {
        let mask: [UInt8] = [1, 2, 3, 4]
        let masked = payload.enumerated().map { $1 ^ mask[$0 % 4] }
        let length: [UInt8] =
            payload.count < 126 ? [0x80 | UInt8(payload.count)] : [0xfe, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        await send([(fin ? 0x80 : 0) | opcode] + length + mask + masked)
    }

    /// Closes its side.
    func halfClose() async throws { try await channel.close(mode: .output) }

    /// Returns when `text` has come.
    func hears(_ text: String) async throws {
        try await until("\(text.debugDescription) is heard; there is \(self.text.suffix(600).debugDescription)") {
            bytes.firstRange(of: Array(text.utf8)) != nil
        }
    }

    /// Returns when a frame of this kind has come whose payload is `payload`.
    func hears(_ opcode: UInt8, _ payload: [UInt8]) async throws {
        let frame = [0x80 | opcode, UInt8(payload.count)] + payload
        try await until("frame \(frame) is heard; there is \(bytes.suffix(100))") { bytes.firstRange(of: frame) != nil }
    }

    /// Returns when the server has closed.
    func ends() async throws { try await until("the server closes; there is \(text.suffix(600))") { isOver } }
}
