package import Wire

/// Reads a plan from its file's bytes, with everything wrong in one pass.
package struct PlanReader {
    /// What came of a file.
    package struct Outcome: Sendable {
        /// The plan, where no error was found.
        package var plan: Plan?
        /// The flag that the file is about, where that much could be read.
        package var flag: String?
        /// Errors and warnings in the order of the file.
        package var diagnostics: [Diagnostic]
    }

    /// The largest file, 1 MiB.
    package static let mostBytes = 1 << 20
    /// The highest revision: larger whole numbers are not safe in every reader of JSON (RFC 8259, section 6).
    package static let highestRevision = 9_007_199_254_740_991
    /// The keys of a plan's top level.
    package static let keys = [
        "$schema", "flagKey", "revision", "description", "owner", "links", "currentStage", "startDate", "takeOver",
        "after", "window", "stages", "guards", "interval", "delay", "noData", "undecided", "onBreach", "confidence",
        "alerts", "lifecycle",
    ]

    let context: PlanContext
    let findings = Findings()

    /// Reads `bytes` in `context`.
    package static func read(_ bytes: [UInt8], context: PlanContext = PlanContext()) -> Outcome {
        let json: JSON
        do throws(JSONFault) {
            json = try JSON.parse(bytes, limits: JSONLimits(maxBytes: mostBytes, maxDepth: 32, duplicates: .keep))
        } catch {
            let fault = Diagnostic(severity: .error, place: error.place, path: "", message: error.message)
            return Outcome(plan: nil, flag: nil, diagnostics: [fault])
        }
        let reader = PlanReader(context: context)
        let plan = reader.plan(json)
        let flag = json["flagKey"]?.string.flatMap { FlagKey.fault(in: $0) == nil ? $0 : nil }
        return Outcome(
            plan: reader.findings.hasErrors ? nil : plan,
            flag: flag,
            diagnostics: reader.findings.inOrder
        )
    }

    private func plan(_ json: JSON) -> Plan? {
        guard let top = Fields(json, known: Self.keys, findings: findings) else { return nil }
        let flag = flagKey(top)
        let stages = StageReader(context: context, findings: findings).stages(top)
        // Counted in the list, so that an element that is no stage does not put the other indexes in doubt.
        let stageCount = top["stages"]?.array?.count ?? 0
        let defaults = guardDefaults(top)
        let guards = GuardReader(context: context, findings: findings, defaults: defaults, stageCount: stageCount)
            .guards(top, stageLimits: stages.map(\.limit))
        let plan = Plan(
            flag: flag ?? "",
            revision: top.integer("revision", in: 1...Self.highestRevision) ?? 1,
            description: top.string("description"),
            owner: top.string("owner"),
            links: links(top),
            startingStage: startingStage(top, stageCount: stageCount),
            startDate: moment(top, "startDate"),
            takeOver: top.bool("takeOver") ?? false,
            after: after(top, flag: flag),
            window: WindowReader(context: context, findings: findings).window(top),
            stages: stages.map(\.stage),
            guards: guards,
            onBreach: defaults.onBreach,
            delay: findings.duration(top, "delay", atLeast: .zero) ?? .zero,
            undecided: findings.end(top, "undecided"),
            confidence: top.number("confidence", in: 0.5...0.999999) ?? 0.99,
            alerts: channels(top),
            lifecycle: lifecycle(top)
        )
        if guards.isEmpty, !stages.isEmpty, !findings.hasErrors {
            top.warning(
                "guards",
                "nothing guards this rollout: it goes through its stages whatever its users see; give it guards"
            )
        }
        return plan
    }

    private func flagKey(_ top: Fields) -> String? {
        guard top["flagKey"] != nil else {
            top.error("flagKey", "is missing; name the flag that this plan drives")
            return nil
        }
        guard let key = top.string("flagKey") else { return nil }
        if let fault = FlagKey.fault(in: key) { top.error("flagKey", fault) }
        return key
    }

    private func startingStage(_ top: Fields, stageCount: Int) -> Int {
        guard let index = top.integer("currentStage", in: 0...(StageReader.mostStages - 1)) else { return 0 }
        if stageCount > 0, index >= stageCount {
            top.error("currentStage", "there is no stage \(index); the last one is \(stageCount - 1)")
        }
        return index
    }

    private func guardDefaults(_ top: Fields) -> GuardReader.Defaults {
        GuardReader.Defaults(
            interval: findings.duration(top, "interval", atLeast: .seconds(1)) ?? .seconds(30),
            noData: findings.deadline(top, "noData", otherwise: Deadline(wait: .seconds(900), then: .hold)),
            onBreach: top.choice("onBreach") ?? .rollback
        )
    }

    private func links(_ top: Fields) -> [String: String] {
        guard let fields = top.fields("links", known: nil) else { return [:] }
        var links: [String: String] = [:]
        for name in fields.names {
            guard let address = fields.string(name) else { continue }
            guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
                fields.error(name, "must be an address that begins with https:// or http://")
                continue
            }
            links[name] = address
        }
        return links
    }

    private func moment(_ fields: Fields, _ key: String) -> Moment? {
        guard let text = fields.string(key) else { return nil }
        if let moment = Moment(rfc3339: text) { return moment }
        fields.error(
            key,
            "\(text.quoted) is no date; write an instant such as 2026-12-26T09:00:00+01:00 or a date such as 2026-12-26"
        )
        return nil
    }

    private func after(_ top: Fields, flag: String?) -> [String] {
        var keys: [String] = []
        var seen: Set<String> = []
        for (path, json) in top.list("after") ?? [] {
            guard let key = json.string else {
                findings.error(path, at: json.place, "expected a flag's key, found \(json.phrase)")
                continue
            }
            if let fault = FlagKey.fault(in: key) { findings.error(path, at: json.place, fault) }
            if key == flag { findings.error(path, at: json.place, "a rollout cannot wait for itself; remove it") }
            if seen.insert(key).inserted {
                keys.append(key)
            } else {
                findings.error(path, at: json.place, "\(key.quoted) is named twice; keep one")
            }
        }
        return keys
    }

    private func channels(_ top: Fields) -> [String]? {
        guard let elements = top.list("alerts") else { return nil }
        var names: [String] = []
        var seen: Set<String> = []
        for (path, json) in elements {
            guard let name = json.string else {
                findings.error(path, at: json.place, "expected an alert channel's name, found \(json.phrase)")
                continue
            }
            if let known = context.channels, !known.contains(name), !findings.isFull {
                let guess = Suggestion.phrase(for: name, among: known.sorted())
                findings.error(path, at: json.place, "the configuration has no alert channel \(name.quoted)\(guess)")
            }
            if seen.insert(name).inserted {
                names.append(name)
            } else {
                findings.error(path, at: json.place, "\(name.quoted) is named twice; keep one")
            }
        }
        return names
    }

    private func lifecycle(_ top: Fields) -> Lifecycle {
        guard let fields = top.fields("lifecycle", known: ["type", "expiresAt"]) else {
            return Lifecycle(kind: .temporary, expiresAt: nil)
        }
        return Lifecycle(kind: fields.choice("type") ?? .temporary, expiresAt: moment(fields, "expiresAt"))
    }
}
