package import Hummingbird
package import Logging
import NIOCore

/// Where a request comes from.
package struct CallerContext: InitializableFromSource {
    private enum Origin {
        case channel(any Channel)
        case given(address: String, port: Int?)
    }

    private let origin: Origin
    /// The request's logger.
    package let logger: Logger

    /// A request of a connection.
    package init(source: ApplicationRequestContextSource) {
        origin = .channel(source.channel)
        logger = source.logger
    }

    /// A request without a connection.
    package init(address: String, port: Int?, logger: Logger) {
        origin = .given(address: address, port: port)
        self.logger = logger
    }

    /// The caller's address, as failures are counted: of IPv6 the network's half.
    var address: String {
        switch origin {
        case .given(let address, _): address
        case .channel(let channel): Self.network(of: channel.remoteAddress?.ipAddress ?? "local")
        }
    }

    /// Does `body` when the connection has ended; never for a request without one.
    func whenClosed(_ body: @escaping @Sendable () -> Void) {
        switch origin {
        case .channel(let channel): channel.closeFuture.whenComplete { _ in body() }
        case .given: break
        }
    }

    /// The first four groups of an IPv6 address, since its owner has all the others; another text as it is.
    static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.split(separator: ":").map(String.init) }
        let (head, tail) = (halves.first ?? [], halves.count > 1 ? halves[1] : [])
        let zeros = [String](repeating: "0", count: max(0, 8 - head.count - tail.count))
        return (head + zeros + tail).prefix(4).joined(separator: ":")
    }

    /// The port that the request came in by.
    var port: Int? {
        switch origin {
        case .given(_, let port): port
        case .channel(let channel): channel.localAddress?.port
        }
    }
}
