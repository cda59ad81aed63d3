/// A table: a list from 1 on, and everything else in the order in which it came.
final class LuaTable: Hashable {
    /// The values at 1, 2, …; the last is not nil.
    private(set) var items: [LuaValue] = []
    private var others = OrderedMap<LuaValue, LuaValue>()
    private var vacated = 0
    /// A table of the library, which scripts may not change.
    let isReadOnly: Bool

    init(items: [LuaValue] = [], isReadOnly: Bool = false) {
        self.items = items
        self.isReadOnly = isReadOnly
        trim()
    }

    static func == (one: LuaTable, other: LuaTable) -> Bool { one === other }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    /// What `#` answers: a border.
    var length: Int { items.count }

    subscript(key: LuaValue) -> LuaValue {
        get {
            if case .number(let number) = key, let index = Int(exactly: number), index >= 1, index <= items.count {
                return items[index - 1]
            }
            return others[key] ?? .none
        }
        set {
            if case .number(let number) = key, let index = Int(exactly: number), index >= 1, index <= items.count + 1 {
                self[index] = newValue
            } else {
                setOther(key, newValue)
            }
        }
    }

    subscript(index: Int) -> LuaValue {
        get {
            if index >= 1, index <= items.count { return items[index - 1] }
            return others.isEmpty ? .none : others[.number(Double(index))] ?? .none
        }
        set {
            if index >= 1, index <= items.count {
                items[index - 1] = newValue
                if index == items.count { trim() }
            } else if index == items.count + 1 {
                append(newValue)
            } else {
                setOther(.number(Double(index)), newValue)
            }
        }
    }

    private func setOther(_ key: LuaValue, _ value: LuaValue) {
        if value.isNil {
            // The place stays: a walk may set to nil what it has come to.
            if let old = others[key], !old.isNil {
                others.set(.none, for: key)
                vacated += 1
            }
            return
        }
        if vacated > 16, vacated > others.count / 2, others[key] == nil {
            others.removeAll(where: \.isNil)
            vacated = 0
        }
        if others[key]?.isNil == true { vacated -= 1 }
        others.set(value, for: key)
    }

    private func append(_ value: LuaValue) {
        if !others.isEmpty, let old = others[.number(Double(items.count + 1))], !old.isNil {
            setOther(.number(Double(items.count + 1)), .none)
        }
        guard !value.isNil else { return }
        items.append(value)
        while !others.isEmpty, let next = others[.number(Double(items.count + 1))], !next.isNil {
            setOther(.number(Double(items.count + 1)), .none)
            items.append(next)
        }
    }

    private func trim() {
        while items.last?.isNil == true { items.removeLast() }
    }

    // MARK: - Lists

    /// Puts a value at a place of the list, the rest one further.
    func insert(_ value: LuaValue, at index: Int) {
        guard index >= 1, index <= items.count, !value.isNil else { return self[index] = value }
        items.insert(value, at: index - 1)
    }

    /// Takes the value at a place of the list away, the rest one nearer.
    func remove(at index: Int) -> LuaValue {
        guard index >= 1, index <= items.count else { return .none }
        let value = items.remove(at: index - 1)
        trim()
        return value
    }

    /// Changes the list as a whole; no value may become nil.
    func replaceItems(_ values: [LuaValue]) {
        items = values
        trim()
    }

    // MARK: - Walking

    /// Where the walk stands behind a key: a place of the list, or below zero a place among the others; `nil` where the
    /// key is unknown. Nil stands before the first.
    func position(after key: LuaValue) -> Int? {
        if case .none = key { return 0 }
        if let place = others.place(of: key) { return -(place + 1) }
        // The list's last values may have been set to nil while it was walked through.
        guard case .number(let number) = key, let index = Int(exactly: number), index >= 1 else { return nil }
        return index
    }

    /// The first pair from a position on, and the position behind it; `nil` at the end.
    func pair(from position: Int) -> (key: LuaValue, value: LuaValue, next: Int)? {
        var index = position
        while index >= 0, index < items.count {
            index += 1
            let value = items[index - 1]
            if !value.isNil { return (.number(Double(index)), value, index) }
        }
        var place = position < 0 ? -position : 0
        while place < others.places {
            if let (key, value) = others.element(at: place), !value.isNil { return (key, value, -(place + 1)) }
            place += 1
        }
        return nil
    }
}
