import NIOCore

/// Takes in what a client sends that has asked for another protocol, and lets go of it: the reader of HTTP has stopped, and
/// would keep every byte.
final class DeafHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func channelRead(context _: ChannelHandlerContext, data _: NIOAny) {}
}

@available(*, unavailable)
extension DeafHandler: Sendable {}
