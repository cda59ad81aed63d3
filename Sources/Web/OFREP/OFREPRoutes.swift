import Flags
import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// `/ofrep/v1`: the OpenFeature Remote Evaluation Protocol.
package enum OFREPRoutes {
    static let path = "/ofrep/v1/evaluate/flags"

    /// The rows.
    ///
    /// - Parameter live: where changes can be heard; `nil` leaves `eventStreams` out of bulk answers.
    package static func rows(evaluator: FlagEvaluator, live: LiveAddress? = nil) -> [Route] {
        [single(evaluator), bulk(evaluator, live)]
    }

    /// How faults are written under `/ofrep/`.
    package static let faultShape = FaultShape(prefix: "/ofrep/") { fault, path in
        let lead = Self.path + "/"
        let key = path.hasPrefix(lead) ? PercentText.decode(path.dropFirst(lead.count)) : nil
        return OFREPFailure(fault, key: key.flatMap { $0.utf8.count <= longestEcho ? $0 : nil }).json
    }

    /// A longer text is no flag's key, and not worth sending back.
    private static let longestEcho = 200

    private static func single(_ evaluator: FlagEvaluator) -> Route {
        Route(.post, "\(path)/{key}", .role(.browser), OFREPSheets.single) { call in
            let request = try OFREPRequest(await call.body())
            let key = call["key"]
            guard let (flag, evaluation) = try evaluator.evaluate(key, request.context, for: call.bearer) else {
                throw APIFault(.notFound, Evaluation.ErrorCode.flagNotFound.rawValue, "there is no flag \(key.quoted)")
            }
            evaluator.count(evaluation, of: flag)
            var buffer = ByteBuffer()
            flag.writeItem(evaluation, to: &buffer)
            buffer.writeInteger(UInt8(ascii: "\n"))
            return Answers.bytes(buffer, status: evaluation.errorCode == nil ? .ok : .badRequest)
        }
    }

    private static func bulk(_ evaluator: FlagEvaluator, _ live: LiveAddress?) -> Route {
        Route(.post, path, .role(.browser), OFREPSheets.bulk) { call in
            let body = try await call.body()
            let request = try OFREPRequest(body)
            let sheet = try evaluator.sheet()
            let address = live?.url(for: call, since: sheet.snapshot.revision)
            // The address is part of it, or a client would keep one whose pass is over.
            let tag = EvaluationTag.of(sheet, for: call.bearer, form: "ofrep \(address ?? "")", context: body)
            return Answers.tagged(tag, for: call) {
                evaluator.list(
                    sheet,
                    request.context,
                    for: call.bearer,
                    head: #"{"flags":["#,
                    tail: tail(sheet.snapshot.revision, address)
                ) { flag, evaluation, buffer in flag.writeItem(evaluation, to: &buffer) }
            }
        }
    }

    private static func tail(_ revision: String?, _ address: String?) -> String {
        let metadata = JSON.object([("revision", revision.map { JSON($0) })])
        let streams = address.map { address in
            let stream: JSON = ["type": "sse", "url": JSON(address), "inactivityDelaySec": 120]
            return #","eventStreams":[\#(stream.text)]"#
        }
        return #"],"metadata":\#(metadata.text)\#(streams ?? "")}"# + "\n"
    }
}
