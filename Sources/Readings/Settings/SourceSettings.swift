package import Rollouts
package import Wire

/// One entry of the configuration's `sources`: where a metric source is and how it is asked.
package struct SourceSettings: Sendable, Equatable {
    /// What is particular to a kind.
    enum Form: Sendable, Equatable {
        case report
        case json(AnswerShape, method: Method, body: Template?)
        case prometheus(method: Method)
    }

    /// How requests are sent.
    enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
    }

    /// A header field of every request.
    struct Header: Sendable, Equatable {
        enum Value: Sendable, Equatable {
            case literal(String)
            case secret(SecretReference)
        }

        let name: String
        let value: Value
    }

    let form: Form
    let url: SourceURL
    let headers: [Header]
    let timeout: Duration
    let maxConcurrent: Int
    let adaptive: Bool
    let minInterval: Duration
    let caFile: String?

    /// Every key of an entry, whatever its kind.
    static let keys =
        ["kind", "url", "headers", "timeout", "maxConcurrent", "adaptive", "minInterval", "caFile", "method", "body"]
        + AnswerShape.keys

    /// The kind of the source.
    package var kind: SourceKind {
        switch form {
        case .report: .report
        case .json: .json
        case .prometheus: .prometheus
        }
    }

    /// How the source answers, for the check of plans.
    package var shape: PlanContext.SourceShape {
        switch form {
        case .report: .counts
        case .json(.counts, _, _): .counts
        case .json(.value, _, _): .value
        case .prometheus: .queries
        }
    }

    /// Reads one entry of `sources`.
    ///
    /// Every fault becomes a finding in one pass, with its place and a path that begins with `path`.
    /// - Returns: `nil` where something needed is missing or wrong.
    package static func read(_ json: JSON, path: String, findings: Findings) -> SourceSettings? {
        Fields(json, path: path, known: keys, findings: findings).flatMap {
            SourceSettingsReader(fields: $0).settings()
        }
    }
}
