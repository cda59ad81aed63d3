/// All that goes wrong during a run: lanes that draw their faults from the seed, each after a while of peace.
struct Havoc: Sendable {
    let estate: Estate
    let watch: Watch
    let journal: Journal
    let seed: UInt64
    /// When it ends, in milliseconds since 1970.
    let until: Int

    var isOver: Bool { WallClock.now >= until }

    /// Runs every lane until the time is over; what they broke for a while is mended by then, but for what is killed.
    func run() async throws {
        try await withThrowingTaskGroup { lanes in
            lanes.addTask { try await controllers() }
            lanes.addTask { try await redis() }
            lanes.addTask { await network() }
            lanes.addTask { await services() }
            lanes.addTask { await operators() }
            lanes.addTask { try await files() }
            try await lanes.waitForAll()
        }
    }

    /// A time of peace within the run.
    func peace(_ milliseconds: Int) async { await WallClock.pause(min(milliseconds, max(0, until - WallClock.now))) }

    // MARK: - Controllers

    private enum ControllerFault { case kill, stop, restart, killBoth, longStop }

    private func controllers() async throws {
        var chance = Chance(seed: seed, "controllers")
        while !isOver {
            try estate.controllers.tend(except: [])
            await peace(chance.number(2000...8000))
            let place = chance.number(0...1)
            let length = chance.number(0...4000)
            let kinds: [(weight: Int, choice: ControllerFault)] = [
                (6, .kill), (4, .stop), (3, .restart), (1, .killBoth), (1, .longStop),
            ]
            let kind = chance.pick(kinds, else: .kill)
            guard !isOver else { return }
            try estate.controllers.tend(except: [])
            let name = estate.controllers.current(place)?.name ?? ""
            switch kind {
            case .kill:
                await journal.fault("controller killed with -9", name) {
                    await estate.controllers.kill(place)
                    await peace(length)
                }
            case .killBoth:
                await journal.fault("both controllers killed with -9") {
                    for place in 0..<Controllers.places { await estate.controllers.kill(place) }
                    await peace(length)
                }
            case .stop, .longStop:
                await journal.fault("controller stopped", name) {
                    estate.controllers.hold(place)
                    await WallClock.pause(kind == .stop ? 300 + length : 6000 + 2 * length)
                    estate.controllers.release(place)
                }
            case .restart:
                await journal.fault("controller restarted", name) {
                    if let complaint = await estate.controllers.ask(place) { journal.complain(complaint) }
                }
            }
        }
    }
}
