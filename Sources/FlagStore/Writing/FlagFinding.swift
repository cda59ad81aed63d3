package import Wire

/// One thing wrong or doubtful with an edit.
package struct FlagFinding: Sendable, Equatable, CustomStringConvertible {
    /// The position of the edit in the batch; `nil` where it is about something that is not being written.
    package var edit: Int?
    /// What it is about, where that is known.
    package var name: FlagName?
    /// The JSON Pointer (RFC 6901) within the flag or segment; empty for the whole.
    package var pointer: String
    /// Where in the body that was read; `Place.none` where it was not read.
    package var place: Place
    /// What is wrong and what to do.
    package var message: String

    /// A finding about an edit, or about something that the edits would break.
    init(edit: Int?, name: FlagName?, pointer: String, place: Place = .none, message: String) {
        self.edit = edit
        self.name = name
        self.pointer = pointer
        self.place = place
        self.message = message
    }

    /// What a reader found in the `json` of an edit.
    init(_ diagnostic: Diagnostic, edit: Int, name: FlagName, json: JSON) {
        self.init(
            edit: edit,
            name: name.key.isEmpty ? nil : name,
            pointer: json.pointer(path: diagnostic.path).description,
            place: diagnostic.place,
            message: diagnostic.message
        )
    }

    /// Name, pointer and message in a line.
    package var description: String {
        let named = name.map { "\($0.kind.rawValue) \(Self.short($0.key))" }
        let subject = [named, pointer.isEmpty ? nil : Self.short(pointer)].compactMap { $0 }.joined(separator: " ")
        return subject.isEmpty ? message : "\(subject): \(message)"
    }

    /// Its JSON, for the detail of an answer.
    package var json: JSON {
        .object([
            ("edit", edit.map { JSON($0) }), ("kind", name.map { JSON($0.kind.rawValue) }),
            ("key", name.map { JSON(Self.short($0.key)) }),
            ("pointer", JSON(Self.short(pointer))), ("line", place == .none ? nil : JSON(place.line)),
            ("column", place == .none ? nil : JSON(place.column)), ("message", JSON(message)),
        ])
    }

    /// A name of the writer's own making must not fill the answer; line and column tell the place as well.
    private static func short(_ name: String) -> String { name.utf8.count <= 200 ? name : name.clipped }
}

extension JSON {
    /// The pointer of a reader's path such as `targeting[0].value`. Names may hold dots and brackets themselves: of the
    /// members that fit, the longest name is taken.
    func pointer(path: String) -> JSONPointer {
        var tokens: [String] = []
        var rest = path[...]
        var here: JSON? = self
        while !rest.isEmpty {
            if rest.first == ".", !tokens.isEmpty { rest = rest.dropFirst() }
            let token: Substring
            if rest.first == "[", let end = rest.firstIndex(of: "]") {
                token = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
            } else {
                let known = here?.members?.map(\.name).filter { Self.begins(rest, with: $0) }.max { $0.count < $1.count }
                let end = rest.dropFirst().firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
                token = known.map { rest.prefix($0.count) } ?? rest[..<end]
                rest = rest.dropFirst(token.count)
            }
            // A path that is none: what is left stands as one token, so that the loop ends.
            guard !token.isEmpty else {
                tokens.append(String(rest))
                break
            }
            tokens.append(String(token))
            here = here?.at(pointer: JSONPointer(tokens: [String(token)]))
        }
        return JSONPointer(tokens: tokens)
    }

    private static func begins(_ rest: Substring, with name: String) -> Bool {
        guard !name.isEmpty, rest.hasPrefix(name) else { return false }
        let next = rest.dropFirst(name.count).first
        return next == nil || next == "." || next == "["
    }
}
