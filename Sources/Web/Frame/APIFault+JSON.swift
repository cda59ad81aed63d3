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
        let faults: [JSON] = errors.map { error in
            .object([
                ("line", JSON(error.place.line)), ("column", JSON(error.place.column)),
                ("pointer", body.pointer(to: error.place).map { JSON($0.description) }),
                ("message", JSON(error.message)),
            ])
        }
        let first = errors.first.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" }
        return APIFault(
            .badRequest,
            "invalid_body",
            first ?? "the body is not what this takes",
            detail: ["faults": JSON(faults)]
        )
    }
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
