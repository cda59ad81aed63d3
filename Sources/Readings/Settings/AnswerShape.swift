import Wire

/// Where the figures stand in the answer of a `json` source.
enum AnswerShape: Sendable, Equatable {
    /// Counts of the exposed, and of control where the endpoint knows them.
    case counts(Arm, control: Arm?)
    /// One number.
    case value(JSONPointer)

    /// Where the counts of one arm stand.
    struct Arm: Sendable, Equatable {
        /// What is counted beside the errors.
        enum Whole: Sendable, Equatable {
            /// All outcomes.
            case total(JSONPointer)
            /// The outcomes without error.
            case success(JSONPointer)
        }

        let whole: Whole
        let error: JSONPointer
    }

    /// The keys of the configuration that tell it.
    static let keys = ["total", "success", "error", "value", "controlTotal", "controlSuccess", "controlError"]

    /// Reads the pointers of an entry; `nil`, with findings, where they make no shape.
    static func read(_ fields: Fields) -> AnswerShape? {
        let pointers = keys.reduce(into: [String: JSONPointer]()) { found, key in found[key] = pointer(fields, key) }
        let present = keys.filter { fields[$0] != nil }
        guard fields["value"] == nil else {
            for key in present where key != "value" {
                fields.error(key, "value is there already; a source answers with one value or with counts")
            }
            return pointers["value"].map(AnswerShape.value)
        }
        guard !present.isEmpty else {
            fields.error("total", "is missing; give total and error, success and error, or value, as JSON Pointers")
            return nil
        }
        let treatment = arm(fields, pointers, total: "total", success: "success", error: "error")
        let control =
            present.contains { $0.hasPrefix("control") }
            ? arm(fields, pointers, total: "controlTotal", success: "controlSuccess", error: "controlError") : nil
        return treatment.map { .counts($0, control: control) }
    }

    private static func arm(
        _ fields: Fields,
        _ pointers: [String: JSONPointer],
        total: String,
        success: String,
        error: String
    ) -> Arm? {
        switch (fields[total], fields[success]) {
        case (nil, nil): fields.error(total, "is missing; give \(total) or \(success)")
        case (_?, _?): fields.error(success, "\(total) is there already; keep one of the two")
        case (_?, nil), (nil, _?): break
        }
        if fields[error] == nil { fields.error(error, "is missing; counts need it") }
        guard let errors = pointers[error] else { return nil }
        return (pointers[total].map(Arm.Whole.total) ?? pointers[success].map(Arm.Whole.success))
            .map { Arm(whole: $0, error: errors) }
    }

    private static func pointer(_ fields: Fields, _ key: String) -> JSONPointer? {
        guard let text = fields.string(key) else { return nil }
        do {
            return try JSONPointer(text)
        } catch {
            fields.error(key, "is no JSON Pointer: \(error.message)")
            return nil
        }
    }
}
