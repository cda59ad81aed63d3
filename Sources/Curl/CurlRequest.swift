/// One HTTP request, as ``CurlClient/perform(_:)`` sends it.
package struct CurlRequest: Sendable {
    /// The method, an HTTP token such as `GET` or `POST`. `HEAD` carries no body.
    package var method: String
    /// An absolute `http` or `https` URL, already percent-encoded.
    package var url: String
    /// Header fields in sending order. Names are HTTP tokens; values hold no CR, LF or NUL. `Content-Length` and
    /// `Transfer-Encoding` follow from the body and are refused.
    package var headers: [(name: String, value: String)]
    /// What is sent after the header; its `Content-Type` is the caller's to give.
    package var body: [UInt8]?
    /// From the call to the last byte of the answer, waiting for a connection and redirects included. At most a day.
    package var timeout: Duration
    /// The longest time without anything of the answer, within `timeout`; `nil` for no limit of its own.
    package var idleTimeout: Duration?
    /// For resolving, connecting and the TLS handshake of one connection.
    package var connectTimeout: Duration
    /// The most bytes an answer's body may have, counted after decompression.
    package var maxResponseBytes: Int
    /// A PEM file of the authorities to trust instead of the system's.
    package var caFile: String?

    /// Describes a request; nothing is checked before ``CurlClient/perform(_:)``.
    package init(
        method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeout: Duration = .seconds(10),
        idleTimeout: Duration? = nil,
        connectTimeout: Duration = .seconds(5),
        maxResponseBytes: Int = 1 << 20,
        caFile: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.idleTimeout = idleTimeout
        self.connectTimeout = connectTimeout
        self.maxResponseBytes = maxResponseBytes
        self.caFile = caFile
    }
}
