import Curl

/// What a source sends its requests with.
protocol Transport: Sendable {
    /// Sends a request and waits for the whole answer, whatever its status.
    func send(_ request: CurlRequest) async throws(TransportFault) -> TransportAnswer
}

/// An HTTP answer.
struct TransportAnswer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// The last value of a field, named in lower case.
    func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }
}

/// Why there is no HTTP answer.
struct TransportFault: Error, Sendable, Equatable {
    enum Code: String, Sendable {
        /// Nothing was heard.
        case unreachable
        /// Something was heard, but not what was asked for, or the request cannot be sent as it is configured.
        case malformed
        /// The asker has gone.
        case cancelled
    }

    let code: Code
    /// Whether the same request may succeed at once.
    let isTransient: Bool
    /// One sentence without query or secrets.
    let message: String
}

extension CurlClient: Transport {
    func send(_ request: CurlRequest) async throws(TransportFault) -> TransportAnswer {
        do {
            let response = try await perform(request)
            return TransportAnswer(status: response.status, headers: response.headers, body: response.body)
        } catch {
            throw TransportFault(error)
        }
    }
}

extension TransportFault {
    init(_ fault: CurlFault) {
        let code: Code
        switch fault.code {
        case .invalidURL, .invalidHeader, .tooLarge, .redirectRefused, .tooManyRedirects, .protocolError:
            code = .malformed
        case .resolve, .connect, .tls, .timedOut, .disconnected, .overloaded, .closed, .other:
            code = .unreachable
        case .cancelled:
            code = .cancelled
        }
        self.init(code: code, isTransient: fault.isTransient, message: fault.message)
    }
}

extension ReadingFault {
    /// The message names the host itself, so it stands as a clause of its own.
    init(_ fault: TransportFault) {
        switch fault.code {
        case .unreachable: self.init(.unreachable, "cannot be reached: \(fault.message)")
        case .malformed: self.init(.malformed, "gives no usable answer: \(fault.message)")
        case .cancelled: self = .cancelled
        }
    }
}
