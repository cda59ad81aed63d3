import Synchronization

/// HTTP requests by libcurl: one thread drives all transfers and shares their connections.
///
/// TLS is always verified, only http and https are spoken, redirects stay on the scheme, host and port of the request,
/// proxies are those of the environment (`https_proxy`, `no_proxy`, …).
package final class CurlClient: Sendable {
    private let inbox: Inbox
    private let maxInFlight: Int
    private let inFlight = Atomic<Int>(0)

    /// Starts the transfer thread.
    ///
    /// - Throws: `other` when libcurl or the thread cannot start.
    package init(options: CurlOptions = CurlOptions()) throws(CurlFault) {
        let multi = try MultiHandle(options)
        let inbox = Inbox(multi.poll.waker)
        guard TransferThread.start(TransferLoop(multi, inbox: inbox, options: options)) else {
            multi.free()
            throw CurlFault(.other(0), "The HTTP client gets no thread; raise the limit of threads.")
        }
        self.inbox = inbox
        maxInFlight = options.maxInFlight
    }

    /// The thread ends by itself; nothing can be in flight, since `perform` holds the client.
    deinit { inbox.close() }

    /// Sends a request and waits for the whole answer. Cancelling the task closes its connection (HTTP/1.1) or its
    /// stream (HTTP/2).
    ///
    /// - Throws: ``CurlFault``. A status of 400 or more is an answer, not a fault.
    package func perform(_ request: CurlRequest) async throws(CurlFault) -> CurlResponse {
        try await perform(request, reader: nil)
    }

    /// The same for an answer that comes bit by bit or has no end: the body of a 200 answer is handed over as it comes in,
    /// whatever its length, and is missing in the response.
    ///
    /// - Parameter reader: takes a piece on the transfer thread, and so must return at once; returns whether it wants more.
    /// - Throws: ``CurlFault``; `overloaded` where the reader wanted no more.
    package func perform(
        _ request: CurlRequest,
        reading reader: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(CurlFault) -> CurlResponse {
        try await perform(request, reader: reader)
    }

    /// Throws `invalidURL` unless `url` is an absolute `http` or `https` URL.
    package static func check(_ url: String) throws(CurlFault) { _ = try Origin(of: url) }

    private func perform(_ request: CurlRequest, reader: Transfer.Reader?) async throws(CurlFault) -> CurlResponse {
        let clock = ContinuousClock()
        let started = clock.now
        let origin = try Origin(of: request.url)
        let headerLines = try HeaderLines.make(for: request, authority: origin.authority)
        defer { inFlight.subtract(1, ordering: .relaxed) }
        guard inFlight.add(1, ordering: .relaxed).newValue <= maxInFlight else {
            throw CurlFault(
                .overloaded,
                "There are \(maxInFlight) requests in flight already, so \(origin.authority) was not asked; ask later."
            )
        }
        let ticket = Ticket()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                inbox.start(
                    Transfer(
                        request: request,
                        reader: reader,
                        origin: origin,
                        headerLines: headerLines,
                        deadline: started + .milliseconds(request.timeout.wholeMilliseconds),
                        ticket: ticket,
                        waiter: waiter
                    )
                )
            }
        } onCancel: {
            inbox.cancel(ticket)
        }
        let answer = try outcome.get()
        return CurlResponse(
            status: answer.status,
            body: answer.body,
            duration: clock.now - started,
            newConnection: answer.newConnection,
            header: answer.header
        )
    }

    /// Fails what is in flight as `closed`, closes every connection and returns when the thread is done. Any number of
    /// calls is fine.
    package func shutdown() async {
        inbox.close()
        await inbox.waitForEnd()
    }
}
