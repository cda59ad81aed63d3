/// Why there is no answer to a request.
///
/// Messages name the host and port, never the path, the query or credentials.
package struct CurlFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of fault, stable.
    package enum Code: Sendable, Equatable {
        /// The URL is not an absolute `http` or `https` URL.
        case invalidURL
        /// A header field or the method cannot be sent.
        case invalidHeader
        /// The host's or the proxy's name has no address.
        case resolve
        /// No connection to the host or the proxy.
        case connect
        /// The handshake failed or the certificate is not trusted.
        case tls
        /// The request's time-out or its connect time-out passed.
        case timedOut
        /// The body or the header is larger than allowed.
        case tooLarge
        /// A redirect led to another scheme, host or port.
        case redirectRefused
        /// More than five redirects.
        case tooManyRedirects
        /// The connection ended before the answer did.
        case disconnected
        /// The answer is not HTTP, or not decodable.
        case protocolError
        /// The client has as many transfers as it accepts.
        case overloaded
        /// The task was cancelled.
        case cancelled
        /// The client was shut down.
        case closed
        /// Anything else, with libcurl's own number.
        case other(Int)
    }

    /// The kind of fault.
    package let code: Code
    /// One sentence: what happened and what to do next.
    package let message: String

    /// The message.
    package var description: String { message }

    /// Whether the same request may succeed later without anyone changing it.
    package var isTransient: Bool {
        switch code {
        case .resolve, .connect, .timedOut, .disconnected, .overloaded: true
        case .invalidURL, .invalidHeader, .tls, .tooLarge, .redirectRefused, .tooManyRedirects: false
        case .protocolError, .cancelled, .closed, .other: false
        }
    }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension CurlFault {
    static let cancelled = CurlFault(.cancelled, "The request was cancelled; ask again if the answer is still wanted.")
    static let closed = CurlFault(.closed, "The HTTP client is shut down; make a new one to send requests.")

    static func timedOut(_ authority: String, after timeout: Duration) -> CurlFault {
        CurlFault(
            .timedOut,
            "\(authority) did not answer within \(timeout); look at the host, or raise the time-out."
        )
    }

    static func unread(_ authority: String) -> CurlFault {
        CurlFault(.overloaded, "The reader of \(authority)'s answer wanted no more of it; ask again, and read faster.")
    }

    static func silent(_ authority: String, for time: Duration) -> CurlFault {
        CurlFault(.timedOut, "\(authority) sent nothing for \(time); ask again, and look at the host if it stays silent.")
    }

    static func bodyTooLarge(_ authority: String, limit: Int) -> CurlFault {
        CurlFault(
            .tooLarge,
            "The answer of \(authority) has more than \(limit) bytes; ask for less, or raise the limit."
        )
    }

    static func headerTooLarge(_ authority: String) -> CurlFault {
        CurlFault(
            .tooLarge,
            "The header of \(authority)'s answer has more than \(HeaderBlock.maxFields) fields or "
                + "\(HeaderBlock.maxBytes) bytes; look at what answers there."
        )
    }

    static func redirectRefused(_ authority: String) -> CurlFault {
        CurlFault(
            .redirectRefused,
            "\(authority) redirects to another scheme, host or port, which is not followed; configure the final URL."
        )
    }

    static func tooManyRedirects(_ authority: String) -> CurlFault {
        CurlFault(
            .tooManyRedirects,
            "\(authority) redirected more than \(Redirect.limit) times; configure the final URL."
        )
    }
}
