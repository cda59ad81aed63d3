import CCurl

/// libcurl's multi handle with the connections in it. Belongs to the transfer thread.
@safe final class MultiHandle {
    let poll: SocketPoll
    private let pointer: UnsafeMutableRawPointer

    /// - Throws: `other` when libcurl or the system has no room for it.
    init(_ options: CurlOptions) throws(CurlFault) {
        guard Self.libraryResult == CURLE_OK, let poll = SocketPoll(), let pointer = unsafe curl_multi_init() else {
            let number = Int(Self.libraryResult.rawValue)
            throw CurlFault(.other(number), "libcurl cannot start; check the limits of memory and open files.")
        }
        self.poll = poll
        unsafe self.pointer = unsafe pointer
        set(CURLMOPT_MAX_TOTAL_CONNECTIONS, options.maxConnections)
        set(CURLMOPT_MAX_HOST_CONNECTIONS, options.maxConnectionsPerHost)
        set(CURLMOPT_MAXCONNECTS, options.maxConnections)
        set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        let context = unsafe Unmanaged.passUnretained(poll).toOpaque()
        unsafe _ = ccurl_multi_set_pointer(pointer, CURLMOPT_SOCKETDATA, context)
        unsafe _ = ccurl_multi_set_pointer(pointer, CURLMOPT_TIMERDATA, context)
        unsafe _ = ccurl_multi_set_socket_callback(pointer, watchSocket)
        unsafe _ = ccurl_multi_set_timer_callback(pointer, setTimer)
    }

    /// Once in the process, before any handle.
    private static let libraryResult = ccurl_global_init()

    private func set(_ option: CURLMoption, _ value: Int) {
        unsafe _ = ccurl_multi_set_long(pointer, option, max(1, value))
    }

    func add(_ easy: EasyHandle) -> Bool { unsafe curl_multi_add_handle(pointer, easy.pointer) == CURLM_OK }

    func remove(_ easy: EasyHandle) { unsafe _ = curl_multi_remove_handle(pointer, easy.pointer) }

    /// Waits until something can move, at most `longest`, and moves it as far as it goes.
    func turn(waiting longest: Duration) {
        var running: Int32 = 0
        let ready = poll.wait(longest)
        for socket in ready {
            unsafe _ = curl_multi_socket_action(pointer, socket.socket, socket.mask, &running)
        }
        if poll.takeDueTimer() || ready.isEmpty {
            unsafe _ = curl_multi_socket_action(pointer, CURL_SOCKET_TIMEOUT, 0, &running)
        }
    }

    /// Closes every connection. Nothing may be called afterwards.
    func free() { unsafe _ = curl_multi_cleanup(pointer) }

    /// The next transfer that ended, if any.
    func nextEnded() -> (exchange: Exchange, result: CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle, let exchange = unsafe EasyHandle.exchange(of: easy)
            else { continue }
            return unsafe (exchange, ccurl_message_result(message))
        }
        return nil
    }
}

// The context of both is the poll, which the multi handle holds for as long as libcurl can call.

private let watchSocket: curl_socket_callback = { _, socket, what, context, _ in
    guard let context = unsafe context else { return 0 }
    unsafe Unmanaged<SocketPoll>.fromOpaque(context).takeUnretainedValue().watch(socket, for: what)
    return 0
}

private let setTimer: curl_multi_timer_callback = { _, milliseconds, context in
    guard let context = unsafe context else { return 0 }
    unsafe Unmanaged<SocketPoll>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds: milliseconds)
    return 0
}
