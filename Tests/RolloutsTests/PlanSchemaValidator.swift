import Wire

/// A validator for the keywords of JSON Schema (draft 2020-12) that the plan's schema uses.
struct PlanSchemaValidator {
    /// A keyword or form that it does not know: it refuses to guess.
    struct Unknown: Error {
        var keyword: String
    }

    private static let annotations: Set<String> = ["$schema", "$defs", "title", "description", "default", "examples"]

    private let root: JSON
    private var patterns: [String: Regex<AnyRegexOutput>] = [:]

    init(_ schema: JSON) throws {
        root = schema
        try compile(schema)
    }

    /// Whether `json` keeps to the schema.
    func accepts(_ json: JSON) throws -> Bool { try accepts(json, root) }

    private mutating func compile(_ json: JSON) throws {
        if let pattern = json["pattern"]?.string, patterns[pattern] == nil {
            patterns[pattern] = try Regex(pattern).matchingSemantics(.unicodeScalar)
        }
        for member in json.members ?? [] { try compile(member.value) }
        for element in json.array ?? [] { try compile(element) }
    }

    private func accepts(_ json: JSON, _ schema: JSON) throws -> Bool {
        if let verdict = schema.bool { return verdict }
        guard let members = schema.members else { throw Unknown(keyword: schema.kind) }
        return try members.allSatisfy { try keeps(json, $0.name, $0.value, in: schema) }
    }

    private func keeps(_ json: JSON, _ keyword: String, _ value: JSON, in schema: JSON) throws -> Bool {
        if Self.annotations.contains(keyword) { return true }
        switch keyword {
        case "$ref": return try accepts(json, try target(value))
        case "type": return try isOfType(json, value)
        case "enum": return value.array?.contains(json) == true
        case "const": return json == value
        case "not": return try !accepts(json, value)
        case "allOf": return try (value.array ?? []).allSatisfy { try accepts(json, $0) }
        case "anyOf": return try (value.array ?? []).contains { try accepts(json, $0) }
        case "oneOf": return try (value.array ?? []).filter { try accepts(json, $0) }.count == 1
        default: break
        }
        switch json.value {
        case .null, .bool: return try isKnown(keyword)
        case .number: return try keeps(number: json, keyword, value)
        case .string(let text): return try keeps(text: text, keyword, value)
        case .array(let elements): return try keeps(elements: elements, keyword, value)
        case .object(let members): return try keeps(members: members, keyword, value, in: schema)
        }
    }

    private func target(_ reference: JSON) throws -> JSON {
        guard let text = reference.string, text.hasPrefix("#/$defs/"),
            let target = root["$defs"]?[String(text.dropFirst(8))]
        else { throw Unknown(keyword: reference.text) }
        return target
    }

    private func isOfType(_ json: JSON, _ type: JSON) throws -> Bool {
        switch type.string {
        case "object": json.members != nil
        case "array": json.array != nil
        case "string": json.string != nil
        case "boolean": json.bool != nil
        case "number": json.number != nil
        case "integer": json.double.map { $0 == $0.rounded() } ?? false
        case .some, nil: throw Unknown(keyword: type.text)
        }
    }

    private func keeps(number json: JSON, _ keyword: String, _ value: JSON) throws -> Bool {
        guard let number = json.double, let bound = value.double else { return try isKnown(keyword) }
        switch keyword {
        case "minimum": return number >= bound
        case "maximum": return number <= bound
        case "exclusiveMinimum": return number > bound
        default: return try isKnown(keyword)
        }
    }

    private func keeps(text: String, _ keyword: String, _ value: JSON) throws -> Bool {
        switch keyword {
        case "minLength": return text.unicodeScalars.count >= value.integer ?? .max
        case "maxLength": return text.unicodeScalars.count <= value.integer ?? 0
        case "pattern":
            guard let pattern = patterns[value.string ?? ""] else { throw Unknown(keyword: keyword) }
            return try pattern.firstMatch(in: text) != nil
        default: return try isKnown(keyword)
        }
    }

    private func keeps(elements: [JSON], _ keyword: String, _ value: JSON) throws -> Bool {
        switch keyword {
        case "items": return try elements.allSatisfy { try accepts($0, value) }
        case "minItems": return elements.count >= value.integer ?? .max
        case "maxItems": return elements.count <= value.integer ?? 0
        case "uniqueItems": return Set(elements.map { $0.double?.description ?? $0.text }).count == elements.count
        default: return try isKnown(keyword)
        }
    }

    private func keeps(members: [JSON.Member], _ keyword: String, _ value: JSON, in schema: JSON) throws -> Bool {
        let names = members.map(\.name)
        switch keyword {
        case "required": return (value.array ?? []).compactMap(\.string).allSatisfy(names.contains)
        case "properties":
            return try members.allSatisfy { member in
                try value[member.name].map { try accepts(member.value, $0) } ?? true
            }
        case "additionalProperties":
            return try members.allSatisfy { member in
                try schema["properties"]?[member.name] != nil || accepts(member.value, value)
            }
        case "dependentRequired":
            return names.allSatisfy { name in
                (value[name]?.array ?? []).compactMap(\.string).allSatisfy(names.contains)
            }
        case "dependentSchemas":
            let whole = JSON(.object(members))
            return try names.allSatisfy { name in try value[name].map { try accepts(whole, $0) } ?? true }
        default: return try isKnown(keyword)
        }
    }

    /// A keyword for another kind of value asks nothing of this one.
    private func isKnown(_ keyword: String) throws -> Bool {
        let known: Set<String> = [
            "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "pattern", "items", "minItems",
            "maxItems", "uniqueItems", "required", "properties", "additionalProperties", "dependentRequired",
            "dependentSchemas",
        ]
        guard known.contains(keyword) else { throw Unknown(keyword: keyword) }
        return true
    }
}
