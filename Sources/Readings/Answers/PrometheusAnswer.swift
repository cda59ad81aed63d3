import Wire

/// The answer of `/api/v1/query`: at most one sample.
struct PrometheusAnswer: Sendable, Equatable {
    /// The sample, possibly NaN or infinite; `nil` for an empty vector.
    let sample: Double?
    /// What the server warns of, for the log.
    let warnings: [String]

    private static let mostWarnings = 5
    private static let mostNamedSeries = 3

    /// - Throws: `malformed` for anything but an instant vector of at most one plain sample, or a scalar.
    init(_ json: JSON) throws(ReadingFault) {
        guard let status = json["status"]?.string else {
            throw ReadingFault(.malformed, "answered without a status; is it a Prometheus server?")
        }
        guard status == "success" else {
            let reason = json["error"]?.string.map(AnswerReader.quoted) ?? "no reason given"
            throw ReadingFault(.malformed, "refuses the query: \(reason)")
        }
        warnings = (json["warnings"]?.array ?? []).prefix(Self.mostWarnings).compactMap(\.string).map(
            AnswerReader.quoted
        )
        let data = json["data"]
        guard let result = data?["result"]?.array else {
            throw ReadingFault(.malformed, "answered without /data/result; is it a Prometheus server?")
        }
        switch data?["resultType"]?.string {
        case "scalar": sample = try Self.number(result)
        case "vector": sample = try Self.single(result)
        case "matrix":
            throw ReadingFault(
                .malformed,
                "answered a range of samples; use an instant query, such as last_over_time(…)"
            )
        case let other:
            throw ReadingFault(
                .malformed,
                "answered a \(other.map(AnswerReader.quoted) ?? "nameless") result; use a query that gives one number"
            )
        }
    }

    private static func single(_ series: [JSON]) throws(ReadingFault) -> Double? {
        guard series.count <= 1 else {
            let named = series.prefix(mostNamedSeries).map { labels($0["metric"]) }.joined(separator: ", ")
            let more = series.count > mostNamedSeries ? ", …" : ""
            throw ReadingFault(
                .malformed,
                "answered \(series.count) series (\(named)\(more)); make them one, such as by sum(…)"
            )
        }
        guard let only = series.first else { return nil }
        guard only["histogram"] == nil else {
            throw ReadingFault(
                .malformed,
                "answered a histogram; take one number of it, such as by histogram_quantile(…)"
            )
        }
        guard let pair = only["value"]?.array else {
            throw ReadingFault(.malformed, "answered a series without a value; is it a Prometheus server?")
        }
        return try number(pair)
    }

    /// A pair of time and number, the number as a text.
    private static func number(_ pair: [JSON]) throws(ReadingFault) -> Double {
        guard pair.count == 2, let text = pair.last?.string, let number = Double(text) else {
            let found = pair.last?.phrase ?? "nothing"
            throw ReadingFault(.malformed, "answered \(found) for a sample; is it a Prometheus server?")
        }
        return number
    }

    private static func labels(_ metric: JSON?) -> String {
        let pairs = (metric?.members ?? []).map { "\($0.name)=\($0.value.text)" }
        return AnswerReader.quoted("{" + pairs.joined(separator: ",") + "}")
    }
}
