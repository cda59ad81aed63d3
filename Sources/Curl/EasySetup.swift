import CCurl

/// Sets options on an easy handle and remembers the first that was refused: a handle without its limits is not used.
struct EasySetup {
    let easy: EasyHandle
    private(set) var result = CURLE_OK

    init(_ easy: EasyHandle) {
        self.easy = easy
    }

    /// Whom the handle works for; the loop keeps the exchange alive as long.
    mutating func context(_ exchange: Exchange) {
        let context = unsafe Unmanaged.passUnretained(exchange).toOpaque()
        unsafe note(ccurl_set_pointer(easy.pointer, CURLOPT_PRIVATE, context))
        unsafe note(ccurl_set_pointer(easy.pointer, CURLOPT_WRITEDATA, context))
        unsafe note(ccurl_set_pointer(easy.pointer, CURLOPT_HEADERDATA, context))
    }

    /// The options that every transfer has.
    mutating func shared(_ options: CurlOptions) {
        easy.reset()
        unsafe note(ccurl_set_callback(easy.pointer, CURLOPT_WRITEFUNCTION, receiveBody))
        unsafe note(ccurl_set_callback(easy.pointer, CURLOPT_HEADERFUNCTION, receiveHeader))
        unsafe note(ccurl_restrict_protocols(easy.pointer))
        unsafe note(ccurl_abandon_resolver(easy.pointer))
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_PIPEWAIT, 1)
        set(CURLOPT_DNS_CACHE_TIMEOUT, options.dnsCache.wholeMilliseconds / 1000)
        set(CURLOPT_MAXLIFETIME_CONN, options.connectionLifetime.wholeMilliseconds / 1000)
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        set(CURLOPT_USERAGENT, options.userAgent)
        // Refused by a libcurl built without HTTP/2, which then speaks 1.1.
        unsafe _ = ccurl_set_long(easy.pointer, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    }

    /// What this one transfer asks.
    mutating func request(_ request: CurlRequest, url: String, method: String, body: [UInt8]?) {
        easy.isPlain = method == "GET" && body == nil && request.caFile == nil
        set(CURLOPT_URL, url)
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, request.connectTimeout.wholeMilliseconds))
        if let caFile = request.caFile {
            set(CURLOPT_CAINFO, caFile)
            // The system's folder of authorities would be trusted beside the file.
            unsafe note(ccurl_set_string(easy.pointer, CURLOPT_CAPATH, nil))
        }
        // Refuses an announced length at once; what comes unannounced is counted as it comes. 0 is no limit.
        let announced = method == "HEAD" ? 0 : max(0, request.maxResponseBytes)
        unsafe note(ccurl_set_offset(easy.pointer, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(announced)))
        if method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
            return
        }
        if body != nil || method == "POST" || method == "PUT" || method == "PATCH" {
            let bytes = body ?? []
            unsafe note(ccurl_set_offset(easy.pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
            // Copied by libcurl. Without a pointer it would read standard input instead.
            unsafe note(ccurl_set_bytes(easy.pointer, CURLOPT_COPYPOSTFIELDS, bytes.isEmpty ? [0] : bytes))
        }
        if method != "GET" || body != nil { set(CURLOPT_CUSTOMREQUEST, method) }
    }

    /// The header lines; the list must outlive the transfer.
    mutating func header(_ list: UnsafeMutablePointer<curl_slist>?) {
        unsafe note(ccurl_set_list(easy.pointer, CURLOPT_HTTPHEADER, list))
    }

    private mutating func set(_ option: CURLoption, _ value: Int) {
        unsafe note(ccurl_set_long(easy.pointer, option, value))
    }

    private mutating func set(_ option: CURLoption, _ value: String) {
        unsafe note(ccurl_set_string(easy.pointer, option, value))
    }

    private mutating func note(_ new: CURLcode) {
        guard result == CURLE_OK, new != CURLE_OK else { return }
        result = new
        easy.isPlain = false
    }
}

/// libcurl hands over decompressed bytes; any other count than theirs in return ends the transfer.
private let receiveBody: ccurl_data_callback = { bytes, size, count, context in
    unsafe receive(bytes, size, count, context) { exchange, bytes in unsafe exchange.takeBody(bytes) }
}

private let receiveHeader: ccurl_data_callback = { bytes, size, count, context in
    unsafe receive(bytes, size, count, context) { exchange, bytes in unsafe exchange.takeHeader(bytes) }
}

private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?,
    _ take: (Exchange, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard let context = unsafe context else { return 0 }
    let (length, overflows) = size.multipliedReportingOverflow(by: count)
    guard !overflows, let bytes = unsafe bytes, length > 0 else { return 0 }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    return unsafe take(exchange, UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
}
