import Evidence
import Wire

extension Portfolio {
    /// The logarithms of the bets and, last, of the reserve; minus infinity is null.
    var json: JSON {
        JSON((bets + [reserve]).map { $0.isFinite ? JSON($0) : JSON(.null) })
    }

    init?(json: JSON, grid: Grid) {
        guard let parts = json.array, parts.count == grid.count + 1 else { return nil }
        var logs: [Double] = []
        for part in parts {
            guard let log = part.isNull ? -Double.infinity : part.double else { return nil }
            logs.append(log)
        }
        guard let reserve = logs.popLast() else { return nil }
        self.init(bets: logs, reserve: reserve, grid: grid)
    }
}

extension LimitEvidence {
    var json: JSON { .object([("harm", harm.json), ("safe", safe.json)]) }

    init?(json: JSON) {
        guard let harm = json["harm"].flatMap({ Portfolio(json: $0, grid: .proportion) }),
            let safe = json["safe"].flatMap({ Portfolio(json: $0, grid: .safety) })
        else { return nil }
        self.init(harm: harm, safe: safe)
    }
}

extension ComparisonEvidence {
    var json: JSON {
        .object([
            ("harm", harm.json), ("safe", safe.json),
            ("open", [openTreatment.trials, openTreatment.errors, openControl.trials, openControl.errors].json),
        ])
    }

    init?(json: JSON) {
        guard let harm = json["harm"].flatMap({ Portfolio(json: $0, grid: .proportion) }),
            let safe = json["safe"].flatMap({ Portfolio(json: $0, grid: .safety) }),
            let open = json["open"]?.array?.map(\.integer), open.count == 4
        else { return nil }
        let counts = open.compactMap { $0 }
        guard counts.count == 4 else { return nil }
        self.init(
            harm: harm,
            safe: safe,
            openTreatment: Arm(trials: counts[0], errors: counts[1]),
            openControl: Arm(trials: counts[2], errors: counts[3])
        )
    }
}

extension SampleRatioEvidence {
    init?(json: JSON) {
        guard let portfolio = Portfolio(json: json, grid: .sampleRatio) else { return nil }
        self.init(portfolio: portfolio)
    }
}

extension Dispersion {
    var json: JSON { [JSON(readings), JSON(trials), JSON(mean), JSON(spread)] }

    init?(json: JSON) {
        guard let parts = json.array, parts.count == 4, let readings = parts[0].integer, let trials = parts[1].double,
            let mean = parts[2].double, let spread = parts[3].double
        else { return nil }
        self.init(readings: readings, trials: trials, mean: mean, spread: spread)
    }
}

extension [Int] {
    fileprivate var json: JSON { JSON(map { JSON($0) }) }
}
