internal import NIOCore

/// The end of a connection's pipeline: bytes to replies, and the connection's fate, handed to a sink.
final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var reader: ReplyReader
    private var sink: any ReplySink
    private var fault: RedisFault?

    init(reader: consuming ReplyReader, sink: any ReplySink) {
        self.reader = reader
        self.sink = sink
    }

    /// Everything from now on is for `sink`. What was sent before must have been answered.
    func handOver(to sink: any ReplySink, channel: any Channel) {
        self.sink = sink
        sink.opened(channel)
    }

    func channelActive(context: ChannelHandlerContext) {
        sink.opened(context.channel)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard fault == nil else { return }
        let bytes = unwrapInboundIn(data)
        var replies: [RedisReply] = []
        do throws(RedisFault) {
            try reader.read(bytes.readableBytesSpan, into: &replies)
        } catch {
            fault = error
        }
        // The replies before a violation are whole, and their commands ran.
        if !replies.isEmpty, let refusal = sink.received(replies) { fault = fault ?? refusal }
        if fault != nil { context.close(promise: nil) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { sink.writable() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fault = fault ?? .lost(RedisFault.text(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        sink.lost(fault ?? .lost("the other side closed it"))
        context.fireChannelInactive()
    }
}
