import Wire

/// The members of a context's object, found by name in constant time however many they are.
struct Attributes: Sendable {
    /// Up to so many are looked through one by one.
    private static let few = 8

    private let members: [JSON.Member]
    /// Where each name stands first; empty for few members.
    private let positions: [String: Int]
    /// The members that are objects with many members themselves, or hold such.
    private let nested: [Int: Attributes]

    /// The members as they stand; of those that share a name, the first is taken.
    init(_ members: [JSON.Member]) {
        self.members = members
        var nested: [Int: Attributes] = [:]
        for (position, member) in members.enumerated() {
            guard let inner = member.value.members, Self.needsIndex(inner) else { continue }
            nested[position] = Attributes(inner)
        }
        self.nested = nested
        var positions: [String: Int] = [:]
        if members.count > Self.few {
            for (position, member) in members.enumerated() where positions[member.name] == nil {
                positions[member.name] = position
            }
        }
        self.positions = positions
    }

    /// The value called as the path's name, or else the one at the end of its steps.
    func value(at path: AttributePath) -> JSON? {
        if let position = position(of: path.name) { return members[position].value }
        return path.steps.isEmpty ? nil : value(at: path.steps[...])
    }

    private func value(at steps: ArraySlice<String>) -> JSON? {
        guard let name = steps.first, let position = position(of: name) else { return nil }
        let rest = steps.dropFirst()
        if rest.isEmpty { return members[position].value }
        if let inner = nested[position] { return inner.value(at: rest) }
        var here = members[position].value
        for step in rest {
            guard let next = here[step] else { return nil }
            here = next
        }
        return here
    }

    private func position(of name: String) -> Int? {
        guard positions.isEmpty else { return positions[name] }
        for position in members.indices where members[position].name == name { return position }
        return nil
    }

    private static func needsIndex(_ members: [JSON.Member]) -> Bool {
        members.count > few || members.contains { $0.value.members.map { needsIndex($0) } ?? false }
    }
}
