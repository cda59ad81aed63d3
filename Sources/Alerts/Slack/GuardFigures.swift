import Rollouts
import Wire

/// What a log entry says of one guard, in words for people; see ``Verdict/json``.
struct GuardFigures {
    let name: String
    let standing: Verdict.Standing
    let message: String
    private let rule: Verdict.Rule?
    private let figure: Double?
    private let bound: Double?
    private let sampleCount: Int?
    private let failureCount: Int?
    private let logEvidence: Double?
    private let breachAt: Double?

    /// `nil` where `json` is no verdict.
    init?(json: JSON) {
        guard let name = json["guard"]?.string,
            let standing = json["standing"]?.string.flatMap(Verdict.Standing.init(rawValue:))
        else { return nil }
        self.name = name
        self.standing = standing
        message = json["message"]?.string ?? ""
        rule = json["rule"]?.string.flatMap(Verdict.Rule.init(rawValue:))
        figure = json["figure"]?.double
        bound = json["limit"]?.double
        sampleCount = json["samples"]?.integer
        failureCount = json["failures"]?.integer
        logEvidence = json["logEvidence"]?.double
        breachAt = json["breachAt"]?.double
    }

    /// Whether it is a reason to look: breached, or not known to be well.
    var isOpen: Bool {
        switch standing {
        case .breached, .undecided, .samplesMissing, .unread, .noData: true
        case .passed, .notApplicable: false
        }
    }

    /// The observed figure.
    var reading: String? {
        guard let figure, let rule else { return nil }
        switch rule {
        case .limit: return "\(Figures.percent(figure)) errors"
        case .control: return "\(Figures.number(figure)) × the control's errors"
        case .value: return Figures.number(figure)
        case .conversion: return "\(Figures.percent(figure)) converted"
        }
    }

    /// What it is held against.
    var limit: String? {
        guard let bound, let rule else { return nil }
        switch rule {
        case .limit: return "at most \(Figures.percent(bound)) errors"
        case .control: return "at most \(Figures.number(bound)) × the control's errors"
        case .value: return Figures.number(bound)
        case .conversion: return "at least \(Figures.percent(bound)) converted"
        }
    }

    /// The size of the sample.
    var samples: String? {
        guard let sampleCount, let rule else { return nil }
        let failed = failureCount.map { ", \(Figures.count($0))" } ?? ""
        switch rule {
        case .limit, .control:
            return "\(Figures.count(sampleCount)) outcomes" + (failed.isEmpty ? "" : failed + " failed")
        case .value: return "\(Figures.count(sampleCount)) readings" + (failed.isEmpty ? "" : failed + " failed")
        case .conversion: return "\(Figures.count(sampleCount)) outcomes"
        }
    }

    /// The odds that the limit is exceeded, and those that make a breach.
    var evidence: String? {
        guard let logEvidence, let breachAt else { return nil }
        // Beyond this nobody reads them, and what stands in a log may be anything.
        guard abs(logEvidence) < 1e6, abs(breachAt) < 1e6 else { return nil }
        return "\(Figures.odds(logEvidence)), a breach at \(Figures.odds(breachAt))"
    }

    /// How it stands.
    var standingPhrase: String {
        switch standing {
        case .breached: "breached"
        case .passed: "passed"
        case .notApplicable: "not applicable"
        case .undecided: "undecided"
        case .samplesMissing: "too few outcomes"
        case .unread: "not read lately"
        case .noData: "no data"
        }
    }
}
