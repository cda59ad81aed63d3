import CCurl
import Glibc

/// One transfer on the thread: its handle, what came in so far, its redirects. Belongs to the transfer thread.
@safe final class Exchange {
    let transfer: Transfer
    /// Its handle, once it runs.
    private(set) var easy: EasyHandle?
    /// When it is given up: the transfer's own end, or earlier where nothing comes in.
    private(set) var deadline: ContinuousClock.Instant
    /// Its place in the host's queue while it waits.
    var place: UInt64?

    private var url: String
    private var method: String
    private var sendsBody: Bool
    private var hops = 0
    private var openedConnection = false
    private var headerLines: [String]
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var header = HeaderBlock()
    private var body: [UInt8] = []
    private var overflow: CurlFault?

    init(_ transfer: Transfer) {
        self.transfer = transfer
        url = transfer.request.url
        method = transfer.request.method
        sendsBody = transfer.request.body != nil
        headerLines = transfer.headerLines
        deadline = transfer.deadline
        postpone()
    }

    deinit { unsafe curl_slist_free_all(headerList) }

    /// What an ended hop means for the transfer.
    enum Step {
        case ended(Transfer.Outcome)
        case again
    }

    /// Sets the handle up for the next hop.
    ///
    /// - Returns: a fault when libcurl refused an option.
    func prepare(_ easy: EasyHandle, _ options: CurlOptions) -> CurlFault? {
        self.easy = easy
        unsafe curl_slist_free_all(headerList)
        unsafe headerList = nil
        for line in headerLines {
            guard let longer = unsafe curl_slist_append(headerList, line) else {
                return fault(CURLE_OUT_OF_MEMORY)
            }
            unsafe headerList = unsafe longer
        }
        var setup = EasySetup(easy)
        if !easy.isPlain { setup.shared(options) }
        setup.context(self)
        var request = transfer.request
        // The reader says itself when it is enough.
        if transfer.reader != nil { request.maxResponseBytes = 0 }
        setup.request(request, url: url, method: method, body: sendsBody ? request.body : nil)
        unsafe setup.header(headerList)
        return setup.result == CURLE_OK ? nil : fault(setup.result)
    }

    /// Judges the end of a hop.
    func step(after result: CURLcode) -> Step {
        guard let easy else { return .ended(.failure(fault(CURLE_FAILED_INIT))) }
        if let overflow { return .ended(.failure(overflow)) }
        guard result == CURLE_OK else { return .ended(.failure(fault(result))) }
        openedConnection = openedConnection || easy.connectionsOpened > 0
        let status = easy.status
        let authority = transfer.origin.authority
        let redirect = Redirect.decide(
            status: status,
            method: method,
            location: easy.redirectURL,
            from: transfer.origin,
            hops: hops
        )
        switch redirect {
        case .deliver:
            return .ended(
                .success(.init(status: status, header: header, body: body, newConnection: openedConnection))
            )
        case .refuse: return .ended(.failure(.redirectRefused(authority)))
        case .exhausted: return .ended(.failure(.tooManyRedirects(authority)))
        case .follow(let url, let keepsMethod):
            follow(url, keepsMethod: keepsMethod)
            return .again
        }
    }

    private func follow(_ url: String, keepsMethod: Bool) {
        self.url = url
        hops += 1
        header = HeaderBlock()
        body.removeAll()
        guard !keepsMethod else { return }
        method = "GET"
        sendsBody = false
        headerLines = HeaderLines.withoutBody(headerLines)
    }

    /// - Returns: whether the body is still within its limit.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        postpone()
        if let reader = transfer.reader, easy?.status == 200 {
            if unsafe reader(Array(bytes)) { return true }
            overflow = .unread(transfer.origin.authority)
            return false
        }
        let limit = max(0, transfer.request.maxResponseBytes)
        guard bytes.count <= limit - body.count else {
            overflow = .bodyTooLarge(transfer.origin.authority, limit: limit)
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    /// - Returns: whether the header is still within its limits.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        postpone()
        let fits = unsafe header.append(line)
        if !fits { overflow = .headerTooLarge(transfer.origin.authority) }
        return fits
    }

    /// Something came in, or the transfer begins: the time without anything counts from now.
    private func postpone() {
        guard let idle = transfer.request.idleTimeout else { return }
        deadline = min(transfer.deadline, .now + .milliseconds(idle.wholeMilliseconds))
    }

    /// Why it is given up at its deadline.
    var lateness: CurlFault {
        let authority = transfer.origin.authority
        guard let idle = transfer.request.idleTimeout, deadline < transfer.deadline else {
            return .timedOut(authority, after: transfer.request.timeout)
        }
        return .silent(authority, for: idle)
    }

    private func fault(_ result: CURLcode) -> CurlFault {
        let systemError = result == CURLE_COULDNT_CONNECT ? easy?.systemError ?? 0 : 0
        let text =
            unsafe systemError != 0 ? strerror(systemError) : UnsafeMutablePointer(mutating: curl_easy_strerror(result))
        let detail = unsafe text.map { unsafe String(cString: $0) } ?? "no detail"
        return CurlFault(result, of: transfer, detail: detail)
    }
}
