import Wire

/// Reads the list of guards.
struct GuardReader {
    /// What a guard takes from its plan where it says nothing itself.
    struct Defaults {
        var interval: Duration
        var noData: Deadline
        var onBreach: BreachAction
    }

    static let keys = [
        "name", "metric", "minSuccessRate", "maxErrorRate", "comparedToControl", "minConversionRate", "min", "max",
        "failureLimit", "consecutiveFailureLimit", "minReadings", "pass", "onBreach", "interval", "noData", "stages",
        "eventsPerUser",
    ]
    static let mostGuards = 50
    static let longestName = 100

    let context: PlanContext
    let findings: Findings
    let defaults: Defaults
    /// How many stages the plan lists; 0 where it has no list to count.
    let stageCount: Int

    func guards(_ top: Fields, stageLimits: [Proportion.Limit?]) -> [Guard] {
        var guards: [Guard] = []
        if stageLimits.contains(where: { $0 != nil }) { guards.append(stageGuard(stageLimits)) }
        var names = Set(guards.map(\.name))
        let elements = top.list("guards") ?? []
        if elements.count > Self.mostGuards {
            top.error("guards", "has \(elements.count) guards; the most is \(Self.mostGuards)")
        }
        for (index, element) in elements.prefix(Self.mostGuards).enumerated() {
            let fields = Fields(element.json, path: element.path, known: Self.keys, findings: findings)
            guard let fields else { continue }
            let name = name(fields, index: index)
            if !names.insert(name).inserted {
                let isStages = name == Guard.stageGuardName && guards.first?.name == name
                fields.error(
                    "name",
                    isStages
                        ? "\(name.quoted) is the guard that the stages' minSuccessRate stands for; choose another name"
                        : "another guard is called \(name.quoted) already; choose another name"
                )
            }
            if let made = read(fields, name: name) { guards.append(made) }
        }
        return guards
    }

    private func stageGuard(_ limits: [Proportion.Limit?]) -> Guard {
        Guard(
            name: Guard.stageGuardName,
            metric: Metric(source: context.defaultSource, question: .parameters([:]), counting: .window),
            criterion: .proportion(limits.count == 1 ? Proportion(limit: limits[0]) : Proportion(stageLimits: limits)),
            onBreach: defaults.onBreach,
            interval: defaults.interval,
            noData: defaults.noData,
            stages: nil,
            eventsPerUser: 1,
            pass: .estimate
        )
    }

    private func name(_ fields: Fields, index: Int) -> String {
        guard let name = fields.string("name") else {
            if fields["name"] == nil {
                fields.warning("name", "is missing, so what is known of the guard goes by its position; give it a name")
            }
            return "guard \(index + 1)"
        }
        let hasControl = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        if name.isEmpty || name.unicodeScalars.count > Self.longestName || hasControl {
            fields.error("name", "must be 1 to \(Self.longestName) characters without control characters")
        }
        return name
    }

    /// Reads all of it, even where the criterion is at fault, so that every fault is found.
    private func read(_ fields: Fields, name: String) -> Guard? {
        let criterion = CriterionReader(fields: fields, findings: findings).criterion()
        let metric = MetricReader(context: context, findings: findings).metric(fields, criterion: criterion)
        let onBreach: BreachAction? = fields.choice("onBreach")
        let interval = findings.duration(fields, "interval", atLeast: .seconds(1))
        let noData = findings.deadline(fields, "noData", otherwise: defaults.noData)
        let stages = stages(fields)
        let eventsPerUser = fields.number("eventsPerUser", in: 1...1_000_000)
        let pass: Guard.Pass? = fields.choice("pass")
        guard let criterion else { return nil }
        return Guard(
            name: name,
            metric: metric,
            criterion: criterion,
            onBreach: onBreach ?? defaults.onBreach,
            interval: interval ?? defaults.interval,
            noData: noData,
            stages: stages,
            eventsPerUser: eventsPerUser ?? 1,
            pass: pass ?? .estimate
        )
    }

    private func stages(_ fields: Fields) -> Set<Int>? {
        guard let elements = fields.list("stages") else { return nil }
        if elements.isEmpty { fields.error("stages", "is empty, so the guard would never watch; leave it out for all") }
        var indexes: Set<Int> = []
        for (path, json) in elements {
            guard let index = json.integer, index >= 0, stageCount == 0 || index < stageCount else {
                let last = max(stageCount, 1) - 1
                findings.error(path, at: json.place, "expected a stage's index, 0 to \(last), found \(json.phrase)")
                continue
            }
            if !indexes.insert(index).inserted {
                findings.error(path, at: json.place, "stage \(index) is named twice; keep one")
            }
        }
        return indexes
    }
}
