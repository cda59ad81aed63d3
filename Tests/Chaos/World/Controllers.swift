import Glibc
import Synchronization

/// The controllers under test: two places, each of which has one process after another.
final class Controllers: Sendable {
    /// One process from its start to its end.
    struct Life: Sendable {
        var place: Int
        var name: String
        var process: ChildProcess
        var began: Int
        /// When its end was seen or brought about; `nil` while it lives.
        var ended: Int?
        /// Why it ended; `nil` where it ended by itself.
        var cause: String?
        /// When it was stopped, and when it went on.
        var stops: [(from: Int, to: Int?)] = []

        /// Whether it ran without a stop from `start` to `end`.
        func runs(from start: Int, to end: Int) -> Bool {
            began <= start && (ended ?? .max) >= end && !stops.contains { $0.from <= end && ($0.to ?? .max) >= start }
        }
    }

    static let places = 2

    private let lives = Mutex<[Life]>([])
    private let binary: String
    private let folder: String
    private let environment: [String: String]

    init(binary: String, folder: String, environment: [String: String]) {
        self.binary = binary
        self.folder = folder
        self.environment = environment
    }

    /// Every life so far.
    var all: [Life] { lives.withLock(\.self) }

    /// The life in a place; `nil` while nobody lives there.
    func current(_ place: Int) -> Life? { lives.withLock { $0.last { $0.place == place && $0.ended == nil } } }

    /// Where those that live serve, as they say themselves.
    var urls: [String] {
        all.filter { $0.ended == nil }.compactMap { life in
            life.process.errors.firstMatch(of: /serves url=(http:\S+)/).map { String($0.output.1) }
        }
    }

    /// Starts the next one in a place, unless one lives there.
    func start(_ place: Int) throws {
        guard !Interruption.isRaised, current(place) == nil else { return }
        let number = lives.withLock { $0.count { $0.place == place } } + 1
        let name = "controller-\(place == 0 ? "a" : "b")\(number)"
        let began = WallClock.now
        let process = try ChildProcess(
            binary,
            ["run", "--config", "rampart.json", "--port", "0"],
            environment: environment,
            folder: folder,
            name: name
        )
        lives.withLock { $0.append(Life(place: place, name: name, process: process, began: began)) }
    }

    /// Kills the one in a place with -9.
    func kill(_ place: Int) async {
        guard let life = current(place) else { return }
        life.process.signal(SIGKILL)
        note(life) { $0.cause = "killed with -9" }
        await life.process.destroy()
        note(life) { $0.ended = WallClock.now }
    }

    /// Asks the one in a place to end.
    ///
    /// - Returns: what was wrong with how it ended; `nil` where it ended as promised.
    func ask(_ place: Int) async -> String? {
        guard let life = current(place) else { return nil }
        let asked = WallClock.now
        note(life) { $0.cause = "asked to end" }
        life.process.signal(SIGTERM)
        // It promises 10 s; the rest is for a machine that is busy.
        let end = try? await life.process.ending(within: .seconds(25))
        let lasted = WallClock.now - asked
        if end == nil { await life.process.destroy() }
        note(life) { $0.ended = WallClock.now }
        // Asked before it had come to listening, it ends as any program does.
        let isNew = end == .signal(SIGTERM) && !life.process.errors.contains("serves ")
        guard !isNew, end != .exit(0) || lasted > 20_000 else { return nil }
        return
            "\(life.name), asked to end at \(WallClock.text(asked)), \(end.map { "ended as \($0)" } ?? "did not end") after \(lasted) ms"
    }

    /// Stops the one in a place where it is.
    func hold(_ place: Int) {
        guard let life = current(place) else { return }
        life.process.signal(SIGSTOP)
        note(life) { $0.stops.append((WallClock.now, nil)) }
    }

    /// Lets it go on.
    func release(_ place: Int) {
        guard let life = current(place) else { return }
        life.process.signal(SIGCONT)
        note(life) { life in
            let now = WallClock.now
            for index in life.stops.indices where life.stops[index].to == nil { life.stops[index].to = now }
        }
    }

    /// Notices who ended unbidden, and starts again whom nobody keeps down.
    func tend(except kept: Set<Int>) throws {
        for life in all where life.ended == nil && life.cause == nil && life.process.end != nil {
            note(life) { $0.ended = WallClock.now }
        }
        for place in 0..<Self.places where !kept.contains(place) { try start(place) }
    }

    /// Ends them all.
    func end() async {
        for place in 0..<Self.places {
            release(place)
            await kill(place)
        }
    }

    private func note(_ life: Life, _ change: (inout Life) -> Void) {
        lives.withLock { lives in
            guard let index = lives.firstIndex(where: { $0.name == life.name }) else { return }
            change(&lives[index])
        }
    }
}
