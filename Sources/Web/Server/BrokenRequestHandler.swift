import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Wire

/// Gives the answer to bytes that are no HTTP the shape of all faults: the library's own has no body.
final class BrokenRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var fault: APIFault?

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError { fault = Self.fault(for: error) }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Answers of routes have a body when they are 400, so an empty one is the library's.
        guard let fault, case .head(let head) = unwrapOutboundIn(data), head.status == .badRequest,
            head.headerFields[.contentLength] == "0"
        else { return context.write(data, promise: promise) }
        let body = ByteBuffer(string: fault.json.text + "\n")
        let headers: HTTPFields = [
            .connection: "close", .contentType: "application/json", .contentLength: String(body.readableBytes),
            .cacheControl: "no-store",
        ]
        context.write(wrapOutboundOut(.head(HTTPResponse(status: fault.status, headerFields: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: promise)
    }

    private static func fault(for error: HTTPParserError) -> APIFault {
        guard error == .headerOverflow else {
            return APIFault(.badRequest, "invalid_request", "these bytes are no HTTP/1.1 request")
        }
        return APIFault(
            .requestHeaderFieldsTooLarge,
            "headers_too_large",
            "the headers are too many or too long; send a long context in the body"
        )
    }
}

@available(*, unavailable)
extension BrokenRequestHandler: Sendable {}
