import Flags
import Wire

/// An evaluation that failed, as the OpenFeature protocol has it. A client then serves what its code gives.
struct OFREPFailure {
    /// The flag's key; `nil` where the request was about none.
    var key: String?
    var code: Evaluation.ErrorCode
    var details: String
    var metadata: JSON = .object([(String, JSON)]())

    /// The failure of `evaluation`, which has one.
    init(_ evaluation: Evaluation) {
        key = evaluation.key
        code = evaluation.errorCode ?? .general
        details = evaluation.details
        metadata = evaluation.metadata
    }

    /// A request that failed as a whole.
    init(_ fault: APIFault, key: String?) {
        self.key = key
        code = Evaluation.ErrorCode(rawValue: fault.code) ?? .general
        details = fault.message
    }

    /// All members are there whatever failed, but for the key of no flag: some clients read before they look.
    var json: JSON {
        .object([
            ("key", key.map { JSON($0) }), ("errorCode", JSON(code.rawValue)), ("errorDetails", JSON(details)),
            ("reason", JSON(Evaluation.Reason.error.rawValue)), ("variant", ""), ("metadata", metadata),
        ])
    }
}
