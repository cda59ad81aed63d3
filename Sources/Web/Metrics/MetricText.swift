/// Prometheus' text: names, labels and numbers.
enum MetricText {
    /// What the metrics mean that Rampart promises.
    static let help: [String: String] = [
        "rampart_rollout_percentage": "The share of users that a rollout's flag has, in percent.",
        "rampart_rollout_phase": "1 for the phase that a rollout is in, 0 for the others.",
        "rampart_guard_value": "A guard's observed figure.",
        "rampart_guard_limit": "What a guard's figure is held against.",
        "rampart_guard_evidence": "Natural logarithm of the odds that a guard's limit is exceeded.",
        "rampart_transitions_total": "Committed transitions.",
        "rampart_source_requests_total": "Requests to metric sources, by outcome.",
        "rampart_source_request_seconds": "How long metric sources take to answer.",
        "rampart_check_lag_seconds": "How late checks begin.",
        "rampart_alerts_total": "Alerts by channel and outcome.",
        "rampart_alerts_pending": "Alerts that a channel has not yet taken.",
        "rampart_leader": "1 while this process holds the lease.",
        "rampart_redis_up": "1 while Redis is connected.",
        "rampart_plans": "Plan files, good and broken.",
        "rampart_flags_handwritten_total": "Flags and segments that were found written past the log.",
        "rampart_http_requests_total": "Requests by route and status.",
        "rampart_http_refusals_total": "Requests that were refused before their route, by reason.",
        "rampart_evaluations_total": "Evaluations that were served, by flag and result.",
        "rampart_checks_total": "Checks on the server's side that were asked, by outcome.",
        "rampart_build_info": "Always 1; the labels tell the version.",
    ]

    /// A label as Prometheus allows it.
    static func name(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
    }

    /// `flag="x",guard="y"`, values escaped and cut at 200 characters.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { key, value in
            var text = ""
            for character in value.unicodeScalars.prefix(200) {
                switch character {
                case "\\": text += "\\\\"
                case "\"": text += "\\\""
                case "\n": text += "\\n"
                case _: text.unicodeScalars.append(character)
                }
            }
            return "\(name(key))=\"\(text)\""
        }.joined(separator: ",")
    }

    /// A number without a needless fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int(exactly: value).map { String($0) } ?? String(value)
    }
}
