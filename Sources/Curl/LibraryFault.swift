import CCurl

extension CurlFault {
    /// What a result of libcurl means to the caller.
    ///
    /// - Parameters:
    ///   - result: anything but `CURLE_OK`.
    ///   - transfer: what was asked.
    ///   - detail: what the system or the TLS library said, without request data.
    init(_ result: CURLcode, of transfer: Transfer, detail: String) {
        let authority = transfer.origin.authority
        switch result {
        case CURLE_OPERATION_TIMEDOUT:
            // Only the connect time-out is libcurl's; the whole transfer's deadline is the loop's.
            self.init(
                .timedOut,
                "No connection to \(authority) within \(transfer.request.connectTimeout); "
                    + "look at the host and the network between, or raise the connect time-out."
            )
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            let whose = result == CURLE_COULDNT_RESOLVE_PROXY ? "The proxy for \(authority)" : authority
            self.init(.resolve, "\(whose) has no address; check the name and the resolver.")
        case CURLE_COULDNT_CONNECT, CURLE_PROXY:
            self.init(.connect, "No connection to \(authority) (\(detail)); check that it runs and is reachable.")
        case CURLE_SSL_CACERT_BADFILE:
            self.init(.tls, "The CA file for \(authority) cannot be read; check its path and that it holds PEM.")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CRL_BADFILE, CURLE_USE_SSL_FAILED:
            self.init(.tls, "TLS with \(authority) failed (\(detail)); check its certificate and the CA file.")
        case CURLE_FILESIZE_EXCEEDED:
            self = .bodyTooLarge(authority, limit: transfer.request.maxResponseBytes)
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM,
            CURLE_HTTP2:
            self.init(.disconnected, "\(authority) ended the connection before its answer; ask again, then look there.")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            self.init(
                .protocolError,
                "\(authority) does not answer in HTTP (\(detail)); check the scheme and the port."
            )
        case CURLE_URL_MALFORMAT:
            self.init(.invalidURL, "The URL for \(authority) cannot be used; check it in the configuration.")
        default:
            self.init(
                .other(Int(result.rawValue)),
                "The request to \(authority) failed (\(detail)); look at the host, then report this if it persists."
            )
        }
    }
}
