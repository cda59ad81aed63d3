import CCurl

/// libcurl's handle of one transfer. Belongs to the transfer thread.
@safe final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// Whether it has exactly the shared options, and of the others only those that every request sets: it then need not
    /// be reset, which costs as much as the rest of the preparation.
    var isPlain = false

    init?() {
        guard let pointer = unsafe curl_easy_init() else { return nil }
        unsafe self.pointer = unsafe pointer
    }

    /// Forgets every option; a used handle is cheaper than a new one.
    func reset() { unsafe curl_easy_reset(pointer) }

    func free() { unsafe curl_easy_cleanup(pointer) }

    /// The exchange a handle works for: alive, since the loop holds it as long as the handle is in use.
    static func exchange(of pointer: UnsafeMutableRawPointer) -> Exchange? {
        var context: UnsafeMutableRawPointer?
        guard unsafe ccurl_get_pointer(pointer, CURLINFO_PRIVATE, &context) == CURLE_OK, let context = unsafe context
        else { return nil }
        return unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }

    var status: Int { number(CURLINFO_RESPONSE_CODE) }

    /// Connections opened by the last transfer: none when one was reused.
    var connectionsOpened: Int { number(CURLINFO_NUM_CONNECTS) }

    /// Where a redirect leads, absolute.
    var redirectURL: String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe ccurl_get_string(pointer, CURLINFO_REDIRECT_URL, &text) == CURLE_OK, let text = unsafe text
        else { return nil }
        return unsafe String(cString: text)
    }

    /// The system's error number of a failed connect, 0 without one.
    var systemError: Int32 { Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO)) }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe ccurl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }
}
