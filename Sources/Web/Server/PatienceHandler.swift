import NIOCore
import NIOHTTPTypes

/// Closes connections that keep the server waiting, see ``ConnectionPatience``.
final class PatienceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var patience: ConnectionPatience
    /// When the alarm rings; it is set again when it rings too early, rather than at every request.
    private var alarm: NIODeadline?
    /// Tells the alarm that is set from those before it, which come to nothing. Calling one off would mean a search among
    /// those of all connections.
    private var number = 0
    /// How long an alarm that came to nothing may lie about, and its connection with it.
    private static let longestWait = TimeAmount.seconds(5)

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
        let next = min(deadline, .now() + Self.longestWait)
        if let alarm, alarm <= next { return }
        stop()
        alarm = next
        context.eventLoop.assumeIsolated().scheduleTask(deadline: next) { [self, number] in
            guard number == self.number else { return }
            alarm = nil
            if let deadline = patience.deadline, deadline <= .now() {
                context.close(promise: nil)
            } else {
                wind(context)
            }
        }
    }

    private func stop() {
        number += 1
        alarm = nil
    }
}

@available(*, unavailable)
extension PatienceHandler: Sendable {}
