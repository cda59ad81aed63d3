/// The answer to a ``CurlRequest``, whatever its status: 404 and 500 are answers too.
package struct CurlResponse: Sendable {
    /// The HTTP status, 200...599.
    package let status: Int
    /// Header fields in the order received, names in lower case; at most 100 fields and 64 KiB.
    package var headers: [(name: String, value: String)] { header.fields() }
    /// The body, decompressed, complete.
    package let body: [UInt8]
    /// From the call to the last byte.
    package let duration: Duration
    /// Whether a connection was opened for it, rather than one reused.
    package let newConnection: Bool
    /// Parsed when someone asks.
    let header: HeaderBlock

    /// The last value of a header field.
    ///
    /// - Parameter name: the field's name, in any case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.last { $0.name == wanted }?.value
    }
}
