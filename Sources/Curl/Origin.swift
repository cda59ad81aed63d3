import CCurl

/// Scheme, host and port of a URL, as libcurl itself reads them, so that no other reading can be tricked into
/// agreeing to a host that libcurl then does not ask.
struct Origin: Sendable, Hashable {
    let scheme: String
    let host: String
    let port: String
    private let zone: String?

    /// For messages.
    var authority: String { "\(host):\(port)" }

    /// - Throws: `invalidURL` unless it is an absolute `http` or `https` URL.
    init(of url: String) throws(CurlFault) {
        guard let parts = Self.parse(url) else {
            throw CurlFault(
                .invalidURL,
                "The URL is not an absolute http or https URL; correct it in the configuration."
            )
        }
        self = parts
    }

    private init(scheme: String, host: String, port: String, zone: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.zone = zone
    }

    private static func parse(_ url: String) -> Origin? {
        // A NUL would end the text for libcurl only.
        guard !url.utf8.contains(0), let handle = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(handle) }
        guard unsafe curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = unsafe part(CURLUPART_SCHEME, of: handle)?.lowercased(), scheme == "http" || scheme == "https",
            let host = unsafe part(CURLUPART_HOST, of: handle)?.lowercased(), !host.isEmpty,
            let port = unsafe part(CURLUPART_PORT, of: handle)
        else { return nil }
        return unsafe Origin(scheme: scheme, host: host, port: port, zone: part(CURLUPART_ZONEID, of: handle))
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text = unsafe text
        else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
