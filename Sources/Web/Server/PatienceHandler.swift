import NIOCore
import NIOHTTPTypes

/// Closes connections that keep the server waiting, see ``ConnectionPatience``.
final class PatienceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var patience: ConnectionPatience
    /// The one alarm; it is set again when it rings too early, rather than at every request.
    private var alarm: (task: Scheduled<Void>, at: NIODeadline)?

    private let limits: ServerLimits
    private let occupancy: Occupancy

    init(_ limits: ServerLimits, _ occupancy: Occupancy) {
        self.limits = limits
        self.occupancy = occupancy
        patience = ConnectionPatience(limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        patience = ConnectionPatience(limits, isCrowded: occupancy.enter(), now: .now())
        wind(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        occupancy.leave()
        stop()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: patience.headRead(at: .now())
        case .body: break
        case .end: patience.bodyEnded(at: .now())
        }
        wind(context)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            patience.answered(at: .now())
            wind(context)
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        patience.writable(context.channel.isWritable, at: .now())
        wind(context)
        context.fireChannelWritabilityChanged()
    }

    private func wind(_ context: ChannelHandlerContext) {
        guard let deadline = patience.deadline else { return }
        if let alarm, alarm.at <= deadline { return }
        alarm?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            alarm = nil
            if let deadline = patience.deadline, deadline <= .now() {
                context.close(promise: nil)
            } else {
                wind(context)
            }
        }
        alarm = (task, deadline)
    }

    private func stop() {
        alarm?.task.cancel()
        alarm = nil
    }
}

@available(*, unavailable)
extension PatienceHandler: Sendable {}
