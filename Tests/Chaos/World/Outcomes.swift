import Synchronization

/// The analytics service of all features, and what it served.
final class Outcomes: Sendable {
    /// What was served for one entry at one moment.
    struct Served: Sendable {
        var at: Int
        var exposures: Int
        var errors: Int

        var rate: Double { exposures > 0 ? Double(errors) / Double(exposures) : 0 }
    }

    /// How a source fails.
    enum Trouble: CaseIterable, Sendable {
        case unavailable
        case html
        case truncated
        case negative
    }

    fileprivate struct State {
        var served: [String: [Served]] = [:]
        var questions = 0
        var troubles: [String: Trouble] = [:]
    }

    /// What the server's threads share with the rest.
    fileprivate final class Shared: Sendable {
        let natures: [String: Feature.Nature]
        let state = Mutex(State())

        init(_ features: [Feature]) { natures = Dictionary(uniqueKeysWithValues: features.map { ($0.flag, $0.nature) }) }
    }

    private let shared: Shared
    private let server: HTTPServer

    init(_ features: [Feature]) throws {
        let shared = Shared(features)
        self.shared = shared
        server = try HTTPServer { shared.answer($0) }
        server.listen()
    }

    var port: Int { server.port }

    /// How often it was asked.
    var questions: Int { shared.state.withLock(\.questions) }

    /// Everything served for an entry of a flag, in order.
    func served(_ flag: String, entry: String) -> [Served] { shared.state.withLock { $0.served["\(flag) \(entry)"] ?? [] } }

    /// Fails for `flag` in this manner from now on; `nil`: answers again.
    func fail(_ flag: String, _ trouble: Trouble?) { shared.state.withLock { $0.troubles[flag] = trouble } }

    func stop() { server.stop() }
}

extension Outcomes.Shared {
    fileprivate func answer(_ request: HTTPRequest) -> HTTPAnswer {
        let flag = request.path.split(separator: "/").last.map(String.init) ?? ""
        let entry = request.query("entry") ?? ""
        let percentage = Int(request.query("percentage") ?? "") ?? 0
        return state.withLock { state in
            state.questions += 1
            switch state.troubles[flag] {
            case .unavailable: return .plain("{}", status: "503 Service Unavailable")
            case .html: return .plain("<html>Sign in</html>", type: "text/html")
            case .truncated: return .truncated(#"{"exposures":1000,"err"#)
            case .negative: return .plain(#"{"exposures":-1000,"errors":0,"conversions":0}"#)
            case nil: break
            }
            var known = state.served["\(flag) \(entry)"] ?? []
            let isBad =
                switch natures[flag] ?? .healthy {
                case .healthy: false
                case .failing(let share): percentage >= share
                case .failingLate(let share): percentage > share || percentage == share && known.count >= 2
                }
            let last = known.last ?? Outcomes.Served(at: 0, exposures: 0, errors: 0)
            let next = Outcomes.Served(
                at: WallClock.now,
                exposures: last.exposures + 200,
                errors: last.errors + (isBad ? 100 : 2)
            )
            known.append(next)
            state.served["\(flag) \(entry)"] = known
            return .plain(#"{"exposures":\#(next.exposures),"errors":\#(next.errors),"conversions":0}"#)
        }
    }
}
