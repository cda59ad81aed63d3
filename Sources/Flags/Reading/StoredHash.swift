import Wire

/// How the fields of a hash in Redis stand for the members of a JSON object.
struct StoredHash: Sendable {
    /// `1` or `0`.
    let bools: Set<String>
    /// Decimal text.
    let numbers: Set<String>
    /// JSON text.
    let texts: Set<String>
    /// The fields that bear on who is served what.
    let serving: Set<String>

    static let flag = StoredHash(
        bools: ["enabled", "clientSide"],
        numbers: ["rolloutPercentage", "createdAt", "updatedAt", "version"],
        texts: ["rolloutSegments", "variants", "distribution", "targeting", "segments", "prerequisites"],
        serving: [
            "enabled", "valueType", "rolloutPercentage", "rolloutSegments", "bucketBy", "variants", "defaultVariant",
            "distribution", "targeting", "segments", "prerequisites", "",
        ]
    )

    static let segment = StoredHash(
        bools: [],
        numbers: ["priority", "createdAt", "updatedAt", "version"],
        texts: ["rules"],
        serving: ["rules", ""]
    )

    /// The fields as an object, without those that cannot be read.
    func json(_ hash: [(field: String, text: String)]) -> (json: JSON, faults: [FieldFault]) {
        var members: [JSON.Member] = []
        var faults: [FieldFault] = []
        for (field, text) in hash {
            do throws(JSONFault) {
                if let value = try value(field, text) {
                    members.append(JSON.Member(name: field, value: value))
                } else {
                    let expected = bools.contains(field) ? "1 or 0" : "a decimal number"
                    faults.append(fault(field, "expected \(expected), found \(text.quoted)"))
                }
            } catch {
                faults.append(fault(field, "is no JSON: \(error)"))
            }
        }
        return (JSON(.object(members)), faults)
    }

    /// What the reader of the object found; doubts are left out.
    func faults(_ findings: Findings) -> [FieldFault] {
        findings.inOrder.filter { $0.severity == .error }.map { fault($0.path, $0.message) }
    }

    /// `nil` for a text that is none of its kind.
    private func value(_ field: String, _ text: String) throws(JSONFault) -> JSON? {
        if bools.contains(field) { return text == "1" ? true : text == "0" ? false : nil }
        if numbers.contains(field) {
            guard let json = try? JSON.parse(text), json.number != nil else { return nil }
            return json
        }
        return texts.contains(field) ? try JSON.parse(text) : JSON(text)
    }

    private func fault(_ path: String, _ message: String) -> FieldFault {
        let field = path.prefix { $0 != "." && $0 != "[" }
        return FieldFault(field: path, message: message, isServedOff: serving.contains(String(field)))
    }

    /// The members of an object as fields; absent ones have none, and neither has the name, which the hash bears itself.
    func fields(_ members: [(String, JSON?)]) -> [(field: String, text: String)] {
        members.compactMap { name, json in
            guard let json, name != "key", name != "id" else { return nil }
            if bools.contains(name) { return (name, json.bool == true ? "1" : "0") }
            if numbers.contains(name) || texts.contains(name) { return (name, json.text) }
            return json.string.map { (name, $0) }
        }
    }
}

extension Flag {
    /// The fields of the hash `flags:<key>`, in the order of the JSON; instants are milliseconds since 1970.
    package var hash: [(field: String, text: String)] {
        StoredHash.flag.fields(members + stamp.fields)
    }
}

extension Segment {
    /// The fields of the hash `segments:<id>`, in the order of the JSON; instants are milliseconds since 1970.
    package var hash: [(field: String, text: String)] {
        StoredHash.segment.fields(members + stamp.fields)
    }
}
