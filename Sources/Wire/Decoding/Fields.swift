/// The members of one JSON object, read by name, with every fault reported and none thrown.
package struct Fields {
    /// The object.
    package let object: JSON
    /// Its path from the top, empty there.
    package let path: String
    /// Where faults go.
    package let findings: Findings
    private let members: [JSON.Member]
    /// Where each name stands first among the members.
    private let positions: [String: Int]

    /// The members of `json`; `nil`, with a finding, where it is no object.
    ///
    /// Unknown and doubled keys are findings at once; `known` `nil` takes any key.
    package init?(_ json: JSON, path: String = "", known: [String]?, findings: Findings) {
        guard let members = json.members else {
            findings.error(path, at: json.place, "expected an object, found \(json.phrase)")
            return nil
        }
        self.object = json
        self.path = path
        self.findings = findings
        self.members = members
        var positions: [String: Int] = [:]
        for (position, member) in members.enumerated() {
            if let first = positions[member.name] {
                findings.error(
                    Self.join(path, member.name),
                    at: member.namePlace,
                    "the key stands twice in this object, first at \(members[first].namePlace); keep one"
                )
                continue
            }
            positions[member.name] = position
            // A hostile file of many unknown keys must not cost a search for each.
            if let known, !known.contains(member.name), !findings.isFull {
                findings.error(
                    Self.join(path, member.name),
                    at: member.namePlace,
                    Self.unknownKey(member.name, among: known)
                )
            }
        }
        self.positions = positions
    }

    /// The names that are there, each once, in order.
    package var names: [String] {
        members.indices.filter { positions[members[$0].name] == $0 }.map { members[$0].name }
    }

    /// The value of `key`; a doubled key gives its first.
    package subscript(key: String) -> JSON? { positions[key].map { members[$0].value } }

    /// The path of `key`.
    package func path(_ key: String) -> String { Self.join(path, key) }

    /// Reports an error about `key`, at its value or, where it is missing, at the object.
    package func error(_ key: String, _ message: String) {
        findings.error(path(key), at: self[key]?.place ?? object.place, message)
    }

    /// Reports a warning about `key`.
    package func warning(_ key: String, _ message: String) {
        findings.warning(path(key), at: self[key]?.place ?? object.place, message)
    }

    /// The text of `key`, `nil` where it is missing or (with a finding) no text.
    package func string(_ key: String) -> String? { read(key, "a string") { $0.string } }

    /// The truth value of `key`.
    package func bool(_ key: String) -> Bool? { read(key, "true or false") { $0.bool } }

    /// The whole number of `key` within `range`.
    package func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        let expected =
            range.upperBound == .max
            ? "a whole number, \(range.lowerBound) or more"
            : "a whole number, \(range.lowerBound) to \(range.upperBound)"
        return read(key, expected) { json in json.integer.flatMap { range.contains($0) ? $0 : nil } }
    }

    /// The number of `key` within `range`; an open end of the range is written as infinity.
    package func number(_ key: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity) -> Double? {
        let least = Self.short(range.lowerBound)
        let expected =
            range.lowerBound.isFinite && range.upperBound.isFinite
            ? "a number, \(least) to \(Self.short(range.upperBound))"
            : range.lowerBound.isFinite ? "a number, \(least) or more" : "a number"
        return read(key, expected) { json in json.double.flatMap { range.contains($0) ? $0 : nil } }
    }

    /// One of the raw values of `Choice`.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type = Choice.self) -> Choice?
    where Choice.RawValue == String {
        guard let text = string(key) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let all = Choice.allCases.map(\.rawValue)
        let guess = Suggestion.phrase(for: text, among: all)
        error(key, "\(text.quoted) is none of \(all.joined(separator: ", "))\(guess)")
        return nil
    }

    /// The elements of the list at `key`, each with its path.
    package func list(_ key: String) -> [(path: String, json: JSON)]? {
        guard let elements = read(key, "a list", { $0.array }) else { return nil }
        return elements.enumerated().map { ("\(path(key))[\($0.offset)]", $0.element) }
    }

    /// The texts in the list at `key`; elements that are none are findings and left out.
    package func strings(_ key: String) -> [String]? {
        list(key).map { elements in
            elements.compactMap { path, json in
                if json.string == nil {
                    findings.error(path, at: json.place, "expected a string, found \(json.phrase)")
                }
                return json.string
            }
        }
    }

    /// The object at `key`, with the keys that it may hold.
    package func fields(_ key: String, known: [String]?) -> Fields? {
        self[key].flatMap { Fields($0, path: path(key), known: known, findings: findings) }
    }

    private func read<Value>(_ key: String, _ expected: String, _ read: (JSON) -> Value?) -> Value? {
        guard let json = self[key] else { return nil }
        if let value = read(json) { return value }
        error(key, "expected \(expected), found \(json.phrase)")
        return nil
    }

    /// The number without a needless `.0`.
    private static func short(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? number.description
    }

    private static func unknownKey(_ key: String, among known: [String]) -> String {
        let guess = Suggestion.phrase(for: key, among: known)
        return guess.isEmpty ? "unknown key; the keys here are \(known.joined(separator: ", "))" : "unknown key\(guess)"
    }

    private static func join(_ path: String, _ key: String) -> String {
        path.isEmpty ? key.clipped : "\(path).\(key.clipped)"
    }
}

extension JSON {
    /// What it is, for a message: a short scalar as it is written, otherwise its kind.
    package var phrase: String {
        switch value {
        case .null, .bool: text
        case .number(let number): number.text.count <= 24 ? number.text : "a long number"
        case .string(let string): string.unicodeScalars.count <= 24 ? "the string \(text.onOneLine)" : "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
