import Wire

extension JSON {
    /// This with `patch` merged in (RFC 7396): members of the patch replace, `null` removes, objects are merged within.
    /// What is there keeps its place, what is new comes last, and numbers keep the form in which they are written.
    func merging(_ patch: JSON) -> JSON {
        guard let changes = patch.members else { return patch }
        var members = self.members ?? []
        var positions = Dictionary(members.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var removed: Set<Int> = []
        for change in changes {
            if change.value.isNull {
                if let position = positions.removeValue(forKey: change.name) { removed.insert(position) }
            } else if let position = positions[change.name] {
                members[position].value = members[position].value.merging(change.value)
                members[position].namePlace = change.namePlace
            } else {
                positions[change.name] = members.count
                var new = change
                new.value = JSON(.null).merging(change.value)
                members.append(new)
            }
        }
        return JSON(.object(members.enumerated().filter { !removed.contains($0.offset) }.map(\.element)), at: patch.place)
    }
}
