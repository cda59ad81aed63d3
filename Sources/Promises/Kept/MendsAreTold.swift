import Alerts
import Rollouts

/// Promise 4, of plan files and their directory: what was told as broken is told as mended, once every trouble is over.
struct MendsAreTold: Promise {
    /// What the log last said of a file; the directory's is empty.
    private struct Word {
        var id: String
        var file: String
        var isBad: Bool
        /// Whether Redis has lost it. It may come back, with an older copy that takes the place of a newer one.
        var isGone = false
    }

    private var words: [Word] = []

    mutating func observe(_ happening: Happening, at now: Moment) -> Violation? {
        switch happening {
        case .logged(let record):
            if let word = Notice(json: record.json).flatMap({ Self.word($0, record.id) }) { words.append(word) }
        case .forgot(let log, _):
            let left = Set(log)
            for index in words.indices { words[index].isGone = !left.contains(words[index].id) }
        case .closed:
            var isBad: [String: Bool] = [:]
            for word in words where !word.isGone { isBad[word.file] = word.isBad }
            guard let file = isBad.filter(\.value).keys.min() else { return nil }
            return Violation(4, "\(file.isEmpty ? "the plan directory" : file) was told as broken, and never as mended")
        case .said, .wrote, .given, .published, .ordered, .delivered, .began, .ended, .trouble, .healed, .leaked: break
        }
        return nil
    }

    private static func word(_ notice: Notice, _ id: String) -> Word? {
        switch notice {
        case .planBroken(let file, _, _): Word(id: id, file: file, isBad: true)
        case .planMended(let file): Word(id: id, file: file, isBad: false)
        case .system(.plansUnreadable, _): Word(id: id, file: "", isBad: true)
        case .system(.plansBack, _): Word(id: id, file: "", isBad: false)
        case .system(.redisAway, _), .system(.redisBack, _), .system(.redisForgot, _), .rollout: nil
        }
    }
}
