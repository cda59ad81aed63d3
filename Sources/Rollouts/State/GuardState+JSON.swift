import Evidence
package import Wire

extension GuardState {
    /// Its JSON, as it stands in Redis and in the grounds of a decision; numbers read back bit for bit.
    package var json: JSON {
        let blank = GuardState(entry: entry, counting: .window)
        return .object([
            ("entry", JSON(entry)),
            ("treatment", treatment == blank.treatment ? nil : treatment.json),
            ("control", control == blank.control ? nil : control.json),
            ("attemptErrors", attemptErrors == 0 ? nil : JSON(attemptErrors)),
            ("limit", limit == blank.limit ? nil : limit.json),
            ("comparison", comparison == blank.comparison ? nil : comparison.json),
            ("sampleRatio", sampleRatio == blank.sampleRatio ? nil : sampleRatio.portfolio.json),
            ("split", split.map { [JSON($0.exposed), JSON($0.rest)] }),
            ("dispersion", dispersion == blank.dispersion ? nil : dispersion.json),
            ("tally", tally == Tally() ? nil : tally.json),
            ("last", last?.json),
            ("lastAsked", lastAsked.map { JSON($0.milliseconds) }),
            ("lastUsable", lastUsable.map { JSON($0.milliseconds) }),
            ("failingSince", failingSince.map { JSON($0.milliseconds) }),
            ("lastGrowth", lastGrowth.map { JSON($0.milliseconds) }),
            ("creditedAt", creditedAt.map { JSON($0.milliseconds) }),
        ])
    }

    /// Reads what ``json`` wrote; outside data, so anything impossible is `nil`.
    package init?(json: JSON) {
        guard let entry = json["entry"]?.string else { return nil }
        self.init(entry: entry, counting: .window)
        func take<Value>(_ name: String, _ read: (JSON) -> Value?, into target: inout Value) -> Bool {
            guard let part = json[name] else { return true }
            guard let value = read(part) else { return false }
            target = value
            return true
        }
        func moment(_ json: JSON) -> Moment? { json.integer.map(Moment.init(milliseconds:)) }
        let counts =
            take("treatment", Ledger.init(json:), into: &treatment)
            && take("control", Ledger.init(json:), into: &control)
            && take("attemptErrors", \.integer, into: &attemptErrors)
            && take("tally", Tally.init(json:), into: &tally)
        let evidence =
            take("limit", LimitEvidence.init(json:), into: &limit)
            && take("comparison", ComparisonEvidence.init(json:), into: &comparison)
            && take("sampleRatio", SampleRatioEvidence.init(json:), into: &sampleRatio)
            && take("split", Split.init(json:), into: &split)
            && take("dispersion", Dispersion.init(json:), into: &dispersion)
        let times =
            take("last", Reading.Outcome.init(json:), into: &last)
            && take("lastAsked", moment, into: &lastAsked)
            && take("lastUsable", moment, into: &lastUsable)
            && take("failingSince", moment, into: &failingSince)
            && take("lastGrowth", moment, into: &lastGrowth)
            && take("creditedAt", moment, into: &creditedAt)
        guard counts, evidence, times, attemptErrors >= 0 else { return nil }
    }
}

extension Reading.Outcome {
    /// Its JSON: one member that names the class.
    package var json: JSON {
        switch whole {
        case .counts(let treatment, let control):
            .object([("treatment", treatment.json), ("control", control?.json)])
        case .value(let value): .object([("value", JSON(value))])
        case .noData(let what): .object([("noData", JSON(what))])
        case .malformed(let what): .object([("malformed", JSON(what))])
        case .unreachable(let what): .object([("unreachable", JSON(what))])
        }
    }

    /// Itself; of a value that is NaN or infinite, that there is no data.
    var whole: Reading.Outcome {
        guard case .value(let value) = self, !value.isFinite else { return self }
        return .noData("the value is no finite number")
    }

    /// Reads what ``json`` wrote.
    package init?(json: JSON) {
        if let part = json["treatment"] {
            guard let treatment = ArmCounts(json: part) else { return nil }
            let control = json["control"].map { ArmCounts(json: $0) }
            if case .some(.none) = control { return nil }
            self = .counts(treatment: treatment, control: control ?? nil)
        } else if let value = json["value"]?.double {
            self = .value(value)
        } else if let what = json["noData"]?.string {
            self = .noData(what)
        } else if let what = json["malformed"]?.string {
            self = .malformed(what)
        } else if let what = json["unreachable"]?.string {
            self = .unreachable(what)
        } else {
            return nil
        }
    }
}

extension ArmCounts {
    var json: JSON { [JSON(exposures), JSON(errors), JSON(conversions)] }

    init?(json: JSON) {
        guard let parts = json.array, parts.count == 3, let exposures = parts[0].integer,
            let errors = parts[1].integer, let conversions = parts[2].integer
        else { return nil }
        self.init(exposures: exposures, errors: errors, conversions: conversions)
    }
}

extension Ledger {
    var json: JSON {
        .object([
            ("credited", credited.json),
            ("baseline", baseline == ArmCounts() ? nil : baseline.json),
            ("awaitsBaseline", awaitsBaseline ? true : nil),
            ("restart", restart.map { .object([("counts", $0.counts.json), ("rising", JSON($0.rising))]) }),
        ])
    }

    init?(json: JSON) {
        guard let credited = json["credited"].flatMap(ArmCounts.init(json:)), credited.isPossible else { return nil }
        var restart: Restart?
        if let part = json["restart"] {
            guard let counts = part["counts"].flatMap(ArmCounts.init(json:)), let rising = part["rising"]?.integer,
                (0...Self.restartReadings).contains(rising)
            else { return nil }
            restart = Restart(counts: counts, rising: rising)
        }
        var baseline = ArmCounts()
        if let part = json["baseline"] {
            guard let read = ArmCounts(json: part) else { return nil }
            baseline = read
        }
        self.init(
            baseline: baseline,
            awaitsBaseline: json["awaitsBaseline"]?.bool ?? false,
            credited: credited,
            restart: restart
        )
    }
}

extension GuardState.Split {
    init?(json: JSON) {
        guard let parts = json.array, parts.count == 2, let exposed = parts[0].integer, let rest = parts[1].integer,
            exposed >= 0, rest >= 0
        else { return nil }
        self.init(exposed: exposed, rest: rest)
    }
}

extension GuardState.Tally {
    var json: JSON {
        .object([
            ("readings", JSON(readings)), ("failed", JSON(failed)), ("failedInARow", JSON(failedInARow)),
            ("last", last.map { JSON($0) }),
        ])
    }

    init?(json: JSON) {
        self.init()
        guard let readings = json["readings"]?.integer, let failed = json["failed"]?.integer,
            let row = json["failedInARow"]?.integer, row >= 0, row <= failed, failed <= readings
        else { return nil }
        self.readings = readings
        self.failed = failed
        failedInARow = row
        if let part = json["last"] {
            guard let value = part.double else { return nil }
            last = value
        }
    }
}
