package import Wire

extension Grounds {
    /// Its JSON, as the log's entry holds it.
    package var json: JSON {
        .object([
            ("speed", speed == 1 ? nil : JSON(speed)),
            ("plan", JSON(planText)),
            ("state", state.json),
            ("readings", JSON(readings.map(\.json))),
            ("circumstances", circumstances.json),
        ])
    }

    /// Reads what ``json`` wrote; `nil` for anything else.
    package init?(json: JSON) {
        guard let planText = json["plan"]?.string, let stateJSON = json["state"],
            let state = try? RolloutState(json: stateJSON),
            let circumstances = json["circumstances"].flatMap(Circumstances.init(json:)),
            let parts = json["readings"]?.array
        else { return nil }
        let readings = parts.compactMap(Reading.init(json:))
        guard readings.count == parts.count else { return nil }
        self.init(
            planText: planText,
            state: state,
            readings: readings,
            circumstances: circumstances,
            speed: json["speed"]?.double ?? 1
        )
    }

    /// The accepted plan, sped up as it was; `nil` where its text is none.
    package var plan: Plan? {
        // Which source a metric names decides nothing here.
        let context = PlanContext(defaultSource: "source")
        return PlanReader.read(Array(planText.utf8), context: context).plan?.sped(up: speed)
    }

    /// Makes the decision again.
    package func replay() -> Judgement? {
        plan.map { Judge.judge(plan: $0, state: state, readings: readings, circumstances: circumstances) }
    }
}

extension Reading {
    /// Its JSON.
    package var json: JSON {
        [
            "guard": JSON(guardName), "entry": JSON(entry), "asked": JSON(asked.milliseconds), "outcome": outcome.json,
        ]
    }

    /// Reads what ``json`` wrote.
    package init?(json: JSON) {
        guard let name = json["guard"]?.string, let entry = json["entry"]?.string, let asked = json["asked"]?.integer,
            let outcome = json["outcome"].flatMap(Outcome.init(json:))
        else { return nil }
        self.init(guardName: name, entry: entry, asked: Moment(milliseconds: asked), outcome: outcome)
    }
}

extension Circumstances {
    var json: JSON {
        .object([
            ("now", JSON(now.milliseconds)),
            ("windowIsOpen", JSON(windowIsOpen)),
            ("windowChanges", windowChanges.map { JSON($0.milliseconds) }),
            ("unfinished", unfinished.isEmpty ? nil : JSON(unfinished.map { JSON($0) })),
            (
                "standing",
                standing.map { standing in
                    [
                        "enabled": JSON(standing.enabled), "percentage": standing.percentage.json,
                        "killed": JSON(standing.killed),
                    ]
                }
            ),
        ])
    }

    init?(json: JSON) {
        guard let now = json["now"]?.integer, let isOpen = json["windowIsOpen"]?.bool else { return nil }
        var standing: FlagStanding?
        if let part = json["standing"] {
            guard let enabled = part["enabled"]?.bool, let killed = part["killed"]?.bool,
                let percentage = part["percentage"]?.double.flatMap(Percentage.init(percent:))
            else { return nil }
            standing = FlagStanding(enabled: enabled, percentage: percentage, killed: killed)
        }
        self.init(
            now: Moment(milliseconds: now),
            windowIsOpen: isOpen,
            windowChanges: json["windowChanges"]?.integer.map(Moment.init(milliseconds:)),
            unfinished: json["unfinished"]?.array?.compactMap(\.string) ?? [],
            standing: standing
        )
    }
}
