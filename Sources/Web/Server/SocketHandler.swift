import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOWebSocket

/// Speaks WebSocket (RFC 6455) to a client that listens: what is written of an answer's body goes out as frames of text, and
/// the client has nothing to say but that it lives, or that it leaves.
final class SocketHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = WebSocketFrame

    private let farewell: TimeAmount
    private let heart: Heart
    private let isQuiescing: Bool
    /// Whether anything came since the last beat.
    private var wasHeard = true
    /// Set once a closing frame is sent: then nothing else is.
    private var isClosing = false
    private var end: Scheduled<Void>?

    init(_ limits: ServerLimits, isQuiescing: Bool) {
        farewell = TimeAmount(limits.farewell)
        heart = Heart(every: limits.heartbeat)
        self.isQuiescing = isQuiescing
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard !isQuiescing else { return close(context, .goingAway) }
        heart.start(on: context.eventLoop) { [self] in beat(context) }
    }

    func handlerRemoved(context _: ChannelHandlerContext) { stop() }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    // MARK: - Out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing else {
            promise?.succeed()
            return
        }
        switch unwrapOutboundIn(data) {
        case .head: promise?.succeed()
        case .body(let text):
            context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .text, data: text)), promise: promise)
        case .end:
            close(context, .normalClosure)
            promise?.succeed()
        }
    }

    private func beat(_ context: ChannelHandlerContext) {
        // Every client answers a ping by itself; one that does not is gone, or takes nothing.
        guard wasHeard else { return context.close(promise: nil) }
        wasHeard = false
        control(context, .ping, ByteBuffer())
    }

    private func control(_ context: ChannelHandlerContext, _ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    private func close(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode) {
        guard !isClosing else { return }
        var data = context.channel.allocator.buffer(capacity: 2)
        data.write(webSocketErrorCode: code)
        control(context, .connectionClose, data)
        isClosing = true
        heart.stop()
        end = context.eventLoop.assumeIsolated().scheduleTask(in: farewell) { context.close(promise: nil) }
    }

    private func stop() {
        heart.stop()
        end?.cancel()
        end = nil
    }

    // MARK: - In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        wasHeard = true
        if isClosing {
            if frame.opcode == .connectionClose { context.close(promise: nil) }
            return
        }
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return close(context, .protocolError) }
        switch frame.opcode {
        // One that does not take the answers is not owed more of them.
        case .ping: if context.channel.isWritable { control(context, .pong, frame.unmaskedData) }
        case .pong: break
        case .connectionClose:
            close(context, .normalClosure)
            context.close(promise: nil)
        case .text, .binary, .continuation: close(context, .unacceptableData)
        default: close(context, .protocolError)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? NIOWebSocketError else { return context.fireErrorCaught(error) }
        switch error {
        case .invalidFrameLength: close(context, .messageTooLarge)
        case .fragmentedControlFrame, .multiByteControlFrameLength: close(context, .protocolError)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            close(context, .goingAway)
        } else if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }
}

@available(*, unavailable)
extension SocketHandler: Sendable {}
