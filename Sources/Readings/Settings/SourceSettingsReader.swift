import Rollouts
import Wire

/// Reads one entry of `sources`, with a finding for everything that is wrong.
struct SourceSettingsReader {
    let fields: Fields

    private static let timeouts = Duration.milliseconds(100)...Duration.seconds(300)
    private static let intervals = Duration.milliseconds(20)...Duration.seconds(3600)
    /// Fields that carry credentials, which are no literals.
    private static let credentials = ["authorization", "proxy-authorization", "cookie", "x-api-key"]
    /// Fields that follow from the request itself.
    private static let derived = ["content-length", "transfer-encoding"]

    func settings() -> SourceSettings? {
        for key in ["kind", "url"] where fields[key] == nil {
            fields.error(key, "is missing; say \(key == "kind" ? "report, json or prometheus" : "where the source is")")
        }
        let kind: SourceKind? = fields.choice("kind")
        if let kind { refuseForeignKeys(of: kind) }
        let url = fields.string("url").flatMap { self.url($0, kind: kind) }
        let form = kind.flatMap { self.form($0) }
        let headers = self.headers()
        let timeout = duration("timeout", in: Self.timeouts) ?? .seconds(10)
        let maxConcurrent = fields.integer("maxConcurrent", in: 1...10_000) ?? 8
        let adaptive = fields.bool("adaptive") ?? false
        let minInterval = duration("minInterval", in: Self.intervals) ?? .seconds(1)
        let caFile = fields.string("caFile")
        if caFile?.isEmpty == true { fields.error("caFile", "is empty; name a PEM file or leave it out") }
        if caFile != nil, url?.isEncrypted == false {
            fields.warning("caFile", "is of no use: the URL is http, not https")
        }
        guard let url, let form else { return nil }
        return SourceSettings(
            form: form,
            url: url,
            headers: headers,
            timeout: timeout,
            maxConcurrent: maxConcurrent,
            adaptive: adaptive,
            minInterval: minInterval,
            caFile: caFile
        )
    }

    private func refuseForeignKeys(of kind: SourceKind) {
        let foreign: [String] =
            switch kind {
            case .report: ["method", "body"] + AnswerShape.keys
            case .json: []
            case .prometheus: ["body"] + AnswerShape.keys
            }
        for key in foreign where fields[key] != nil {
            fields.error(key, "is not for a \(kind.rawValue) source; remove it")
        }
    }

    private func url(_ text: String, kind: SourceKind?) -> SourceURL? {
        var faults: [String] = []
        let url = SourceURL(text, allowsParameters: kind != .prometheus, faults: &faults)
        for fault in faults { fields.error("url", fault) }
        if kind == .prometheus, let url, url.path.hasSuffix(PrometheusSource.route) {
            fields.error("url", "leave \(PrometheusSource.route) off; it is appended")
        }
        return url
    }

    private func form(_ kind: SourceKind) -> SourceSettings.Form? {
        switch kind {
        case .report:
            return .report
        case .json:
            let method: SourceSettings.Method = fields.choice("method") ?? .get
            let body = body(method)
            return AnswerShape.read(fields).map { .json($0, method: method, body: body) }
        case .prometheus:
            return .prometheus(method: fields.choice("method") ?? .post)
        }
    }

    private func body(_ method: SourceSettings.Method) -> Template? {
        guard let text = fields.string("body") else { return nil }
        if method == .get { fields.error("body", "a GET has no body; set method to POST or remove it") }
        let template = Template(text)
        let unknown = template.unknownVariables(allowsParameters: true)
        for name in unknown { fields.error("body", Self.unknownVariable(name)) }
        // A place outside a JSON string can only take a number, so a trial with other texts shows misplaced ones.
        let trial = template.filled { QuestionVariables.numeric.contains($0) ? "1" : "x" }
        if unknown.isEmpty, (try? JSON.parse(trial)) == nil {
            fields.error("body", "is not JSON once its places are filled; write it as JSON, with texts in quotes")
        }
        return template
    }

    private func headers() -> [SourceSettings.Header] {
        guard let inner = fields.fields("headers", known: nil) else { return [] }
        var seen: Set<String> = []
        return inner.names.compactMap { name in
            let lowered = name.lowercased()
            if !HTTPText.isToken(name) {
                inner.error(name, "is no header name; use letters, digits and -")
            } else if Self.derived.contains(lowered) {
                inner.error(name, "follows from the request; remove it")
            } else if !seen.insert(lowered).inserted {
                inner.error(name, "is there already in another spelling; keep one")
            }
            guard let literal = inner[name]?.string else {
                return inner.secret(name).map { SourceSettings.Header(name: name, value: .secret($0)) }
            }
            if Self.credentials.contains(lowered) {
                inner.error(
                    name,
                    "is a secret, which never stands in the file itself; "
                        + "write {\"env\":\"NAME\"} or {\"file\":\"/path\"}"
                )
            } else if !HTTPText.isFieldValue(literal) {
                inner.error(name, "has a line break or another control character; remove it")
            }
            return SourceSettings.Header(name: name, value: .literal(literal))
        }
    }

    private func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let json = fields[key] else { return nil }
        guard let duration = json.string.flatMap(Duration.init(planText:)), range.contains(duration) else {
            fields.error(
                key,
                "expected a length of time, \(range.lowerBound.planText) to \(range.upperBound.planText), such as 10s, "
                    + "found \(json.phrase)"
            )
            return nil
        }
        return duration
    }

    /// The finding for a variable that does not exist.
    static func unknownVariable(_ name: String) -> String {
        "unknown variable {\(name)}\(Suggestion.phrase(for: name, among: Template.variables))"
    }
}
