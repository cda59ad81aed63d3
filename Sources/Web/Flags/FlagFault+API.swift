package import FlagStore
import HTTPTypes
import Hummingbird
import Wire

extension FlagFault: RequestFault {
    /// The answer to the request that met it.
    package var api: APIFault {
        switch self {
        case .invalid(let findings): APIFault(.badRequest, "invalid_body", description, detail: Self.faults(findings))
        case .missing(let name): APIFault(.notFound, "\(name.kind.rawValue)_not_found", description, detail: detail)
        case .versionUnknown: APIFault(.notFound, code.rawValue, description, detail: detail)
        case .present, .versionMismatch: APIFault(.preconditionFailed, code.rawValue, description, detail: detail)
        case .driven, .inUse: APIFault(.conflict, code.rawValue, description, detail: detail)
        case .relations(let findings): APIFault(.conflict, code.rawValue, description, detail: Self.faults(findings))
        case .contended: APIFault(.conflict, code.rawValue, description, headers: [.retryAfter: "1"])
        case .store(let fault): DeskFault(fault).api
        }
    }

    /// Whether asking again may be answered otherwise without anybody having to act, so that the answer is not kept.
    var isPassing: Bool {
        switch self {
        case .contended, .store: true
        case .invalid, .missing, .present, .versionMismatch, .driven, .relations, .inUse, .versionUnknown: false
        }
    }

    /// The most findings in one answer; the rest are counted.
    private static let mostFindings = 20

    private static func faults(_ findings: [FlagFinding]) -> JSON {
        let more = findings.count - mostFindings
        return .object([
            ("faults", JSON(findings.prefix(mostFindings).map(\.json))), ("more", more > 0 ? JSON(more) : nil),
        ])
    }
}
