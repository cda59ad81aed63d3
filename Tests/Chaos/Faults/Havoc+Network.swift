/// What goes wrong between processes, and in the services around Rampart.
extension Havoc {
    /// What befalls connections, from a draw of `chance`; `pass` stands for a single cut.
    ///
    /// - Parameter longest: most milliseconds that a piece is late.
    static func manner(_ chance: inout Chance, longest: Int) -> FaultyProxy.Manner {
        let late = chance.number(longest / 30...longest)
        let size = chance.number(0...300)
        return chance.pick(
            [(3, FaultyProxy.Manner.refuse), (3, .delay(late)), (3, .truncate(size)), (2, .silent), (3, .pass)],
            else: .refuse
        )
    }

    /// Lets a proxy behave like this for `length` milliseconds.
    func disturb(_ name: String, _ proxy: FaultyProxy, _ manner: FaultyProxy.Manner, _ length: Int) async {
        let word =
            switch manner {
            case .pass: "connections to \(name) cut"
            case .refuse: "\(name) refused"
            case .delay: "\(name) delayed"
            case .truncate: "\(name) truncated"
            case .silent: "\(name) silent"
            }
        await journal.fault(word) {
            guard manner != .pass else { return proxy.cut() }
            proxy.behave(manner)
            await WallClock.pause(length)
            proxy.behave(.pass)
        }
    }

    func network() async {
        var chance = Chance(seed: seed, "network")
        while !isOver {
            await peace(chance.number(1500...6000))
            let isSlack = chance.happens(50)
            let manner = Self.manner(&chance, longest: 1500)
            let length = chance.number(300...6000)
            guard !isOver else { return }
            await disturb(
                isSlack ? "slack" : "analytics",
                isSlack ? estate.slackProxy : estate.analyticsProxy,
                manner,
                length
            )
        }
    }

    func services() async {
        var chance = Chance(seed: seed, "services")
        let fragile = estate.features.filter(\.isFragile)
        while !isOver {
            await peace(chance.number(2000...7000))
            let length = chance.number(500...8000)
            let isSlack = fragile.isEmpty || chance.happens(50)
            let place = chance.number(0...max(0, fragile.count - 1))
            let trouble = Outcomes.Trouble.allCases.randomElement(using: &chance) ?? .unavailable
            let refusal = chance.pick(
                [
                    (3, HTTPAnswer.plain("no", status: "500 Internal Server Error", type: "text/plain")),
                    (2, .plain("", status: "503 Service Unavailable")),
                    (2, .plain("", status: "429 Too Many Requests", headers: ["Retry-After: 1"])),
                ],
                else: .plain("", status: "503 Service Unavailable")
            )
            guard !isOver else { return }
            if isSlack {
                await journal.fault("slack answers \(refusal.pieces[0].dropFirst(9).prefix(3))") {
                    estate.webhooks.refuse(refusal)
                    await WallClock.pause(length)
                    estate.webhooks.refuse(nil)
                }
            } else {
                let flag = fragile[place].flag
                await journal.fault("source fails (\(trouble))", flag) {
                    estate.outcomes.fail(flag, trouble)
                    await WallClock.pause(length + 4000)
                    estate.outcomes.fail(flag, nil)
                }
            }
        }
    }
}
