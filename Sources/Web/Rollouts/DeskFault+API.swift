import HTTPTypes
import Hummingbird
import Wire

extension DeskFault: RequestFault {
    var api: APIFault {
        switch code {
        case .unknownFlag: APIFault(.notFound, code.rawValue, description)
        case .wrongPhase, .guardsNotClear, .nothingToDo, .unreadablePlan:
            APIFault(.conflict, code.rawValue, description)
        case .contended: APIFault(.conflict, code.rawValue, description, headers: [.retryAfter: "1"])
        case .unavailable:
            APIFault(
                .serviceUnavailable,
                code.rawValue,
                mayHaveRun ? "\(description); whether it was done is not known, so look before asking again" : description,
                detail: ["mayHaveRun": JSON(mayHaveRun)],
                headers: [.retryAfter: "1"]
            )
        case .storeFault: APIFault(.internalServerError, code.rawValue, description)
        }
    }

    var isPassing: Bool {
        switch code {
        case .unknownFlag, .contended, .unavailable, .storeFault: true
        case .wrongPhase, .guardsNotClear, .nothingToDo, .unreadablePlan: false
        }
    }
}
