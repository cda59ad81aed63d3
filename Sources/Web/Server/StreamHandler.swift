import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// Looks after answers that have no end of their own: keeps them alive while nothing happens, ends them when the client is
/// gone or the server stops, and makes a WebSocket of the connection where the answer is 101.
final class StreamHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// A line that readers of `text/event-stream` skip.
    private static let comment = ByteBuffer(string: ":\n\n")

    private let limits: ServerLimits
    private let heart: Heart
    /// Requests that were begun and are not answered.
    private var open = 0
    /// Whether the last of them asks for another protocol, after which no more are read.
    private var asksToUpgrade = false
    /// Whether the answer under way is a stream of events.
    private var streams = false
    private var isQuiescing = false

    init(_ limits: ServerLimits) {
        self.limits = limits
        heart = Heart(every: limits.heartbeat)
    }

    func handlerRemoved(context _: ChannelHandlerContext) { heart.stop() }

    func channelInactive(context: ChannelHandlerContext) {
        heart.stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            open += 1
            asksToUpgrade = head.method == .connect || head.headerFields[.upgrade] != nil
        case .body: break
        case .end: if asksToUpgrade { deafen(context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status == .switchingProtocols:
            context.write(data, promise: promise)
            becomeSocket(context)
        case .head(var head):
            if isDeclining { head.headerFields[.connection] = "close" }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
            if head.headerFields[.contentType] == LiveAnswer.contentType { begin(context) }
        case .body: context.write(data, promise: promise)
        case .end:
            streams = false
            heart.stop()
            context.write(data, promise: promise)
            if isDeclining {
                context.flush()
                context.close(promise: nil)
            }
            open -= 1
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            isQuiescing = true
            if streams { finish(context) }
        } else if streams, case ChannelEvent.inputClosed? = event as? ChannelEvent {
            // Who listens has nothing more to say, so one whose side is closed is gone.
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: - Events

    private func begin(_ context: ChannelHandlerContext) {
        streams = true
        guard !isQuiescing else { return finish(context) }
        heart.start(on: context.eventLoop) { [self] in
            // One that does not take what is there needs no more of it.
            guard streams, context.channel.isWritable else { return }
            context.writeAndFlush(wrapOutboundOut(.body(Self.comment)), promise: nil)
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        streams = false
        heart.stop()
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    // MARK: - Other protocols

    /// Whether the answer under way is to a request for another protocol and does not grant it.
    private var isDeclining: Bool { asksToUpgrade && open == 1 }

    private func deafen(_ context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        do {
            let reader = try operations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try operations.addHandler(DeafHandler(), position: .before(reader))
        } catch {
            context.close(promise: nil)
        }
    }

    private func becomeSocket(_ context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        do {
            let socket: [any ChannelHandler] = [
                WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.socketFrame)),
                SocketHandler(limits, isQuiescing: isQuiescing),
            ]
            try operations.addHandlers(socket, position: .before(self))
            let http: [any RemovableChannelHandler] = [
                try operations.handler(type: HTTP1ToHTTPServerCodec.self),
                try operations.handler(type: HTTPResponseEncoder.self),
                try operations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self),
                try operations.handler(type: DeafHandler.self),
            ]
            for handler in http { operations.removeHandler(handler, promise: nil) }
        } catch {
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension StreamHandler: Sendable {}
