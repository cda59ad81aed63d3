import Synchronization

/// An analytics service: for each stage's entry, 200 more outcomes whenever it is asked.
final class Analytics: Sendable {
    /// How it answers for a flag.
    enum Manner: Sendable {
        /// One error in a hundred.
        case healthy
        /// Healthy below the percentage, half of all outcomes errors from there on.
        case failing(from: Double)
        /// Whatever bytes a test likes.
        case answer(HTTPAnswer)
    }

    fileprivate struct State {
        var manners: [String: Manner] = [:]
        var asked: [String: Int] = [:]
        var outcomes: [String: Int] = [:]
    }

    private let state: Arc
    private let server: HTTPServer

    /// What the server's threads and the test share.
    private final class Arc: Sendable {
        let value = Mutex(State())
    }

    /// A service that refuses connections until ``open()``.
    init() throws {
        let state = Arc()
        self.state = state
        server = try HTTPServer { request in
            state.value.withLock { $0.answer(request) }
        }
    }

    /// The URL as Rampart's configuration takes it.
    var template: String { "\(server.url)/report/{flag}?entry={entry}&percentage={percentage}" }

    /// Takes connections from now on.
    func open() { server.listen() }

    /// Answers for `flag` in this manner from now on.
    func answer(_ flag: String, _ manner: Manner) { state.value.withLock { $0.manners[flag] = manner } }

    /// How often it was asked for `flag`.
    func asked(_ flag: String) -> Int { state.value.withLock { $0.asked[flag] ?? 0 } }

    func stop() { server.stop() }
}

fileprivate extension Analytics.State {
    mutating func answer(_ request: HTTPRequest) -> HTTPAnswer {
        let flag = request.path.split(separator: "/").last.map(String.init) ?? ""
        asked[flag, default: 0] += 1
        let entry = "\(flag) \(request.query("entry") ?? "")"
        let percentage = request.query("percentage").flatMap { Double($0) } ?? 0
        let share: Int
        switch manners[flag] ?? .healthy {
        case .healthy: share = 100
        case .failing(let least): share = percentage >= least ? 2 : 100
        case .answer(let answer): return answer
        }
        let count = outcomes[entry, default: 0] + 200
        outcomes[entry] = count
        return .plain(#"{"exposures":\#(count),"errors":\#(count / share),"conversions":0}"#)
    }
}
