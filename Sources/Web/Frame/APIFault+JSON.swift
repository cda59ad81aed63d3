import Hummingbird
import Wire

extension APIFault {
    /// A body that is no JSON text.
    static func unreadable(_ fault: JSONFault) -> APIFault {
        APIFault(
            .badRequest,
            "invalid_json",
            "the body cannot be read at \(fault.place): \(fault.message)",
            detail: [
                "line": JSON(fault.place.line), "column": JSON(fault.place.column), "fault": JSON(fault.code.rawValue),
            ]
        )
    }

    /// A body that is JSON, but not what the route takes.
    static func unfit(_ findings: Findings, body: JSON) -> APIFault {
        let errors = findings.inOrder.filter { $0.severity == .error }
        let faults: [JSON] = errors.prefix(mostFaults).map { error in
            .object([
                ("line", JSON(error.place.line)), ("column", JSON(error.place.column)),
                ("pointer", body.pointer(to: error.place)?.description.shortEnough.map { JSON($0) }),
                ("message", JSON(error.message)),
            ])
        }
        let first = errors.first.map { error in
            error.path.shortEnough.map { $0.isEmpty ? error.message : "\($0): \(error.message)" } ?? error.message
        }
        let more = errors.count - faults.count
        return APIFault(
            .badRequest,
            "invalid_body",
            first ?? "the body is not what this takes",
            detail: .object([("faults", JSON(faults)), ("more", more > 0 ? JSON(more) : nil)])
        )
    }

    /// The most faults in one answer; the rest are counted.
    private static let mostFaults = 20
}

extension String {
    /// Itself, unless it is a name of someone's own making that would fill the answer; line and column tell the place as well.
    fileprivate var shortEnough: String? { utf8.count <= 200 ? self : nil }
}

extension JSON {
    /// The way to the value that was read at `place`, or whose name was.
    fileprivate func pointer(to place: Place) -> JSONPointer? {
        tokens(to: place).map { JSONPointer(tokens: $0) }
    }

    private func tokens(to place: Place) -> [String]? {
        if self.place == place { return [] }
        switch value {
        case .object(let members):
            for member in members {
                if member.namePlace == place { return [member.name] }
                if let rest = member.value.tokens(to: place) { return [member.name] + rest }
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let rest = element.tokens(to: place) { return [String(index)] + rest }
            }
        case .null, .bool, .number, .string: break
        }
        return nil
    }
}
