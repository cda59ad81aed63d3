/// A dictionary that keeps the order in which its keys came: what is walked through must not depend on a process's seed.
struct OrderedMap<Key: Hashable, Value> {
    private var slots: [Slot] = []
    /// Where each key is; of a small map there is none, since looking through it is quicker.
    private var index: [Key: Int] = [:]
    /// How many keys there are.
    private(set) var count = 0

    fileprivate struct Slot {
        let key: Key
        /// `nil` where the key was removed; its place is kept until the next tidying.
        var value: Value?
    }

    private static var small: Int { 8 }

    var isEmpty: Bool { count == 0 }

    /// How many places there are for `element(at:)`, empty ones among them.
    var places: Int { slots.count }

    subscript(key: Key) -> Value? {
        get {
            guard let place = place(of: key) else { return nil }
            return slots[place].value
        }
        set {
            if let newValue { set(newValue, for: key) } else { remove(key) }
        }
    }

    /// Sets a value; returns whether the key is new.
    @discardableResult
    mutating func set(_ value: Value, for key: Key) -> Bool {
        if let place = place(of: key) {
            slots[place].value = value
            return false
        }
        slots.append(Slot(key: key, value: value))
        count += 1
        if slots.count == Self.small + 1 {
            reindex()
        } else if slots.count > Self.small {
            index[key] = slots.count - 1
        }
        return true
    }

    /// Removes a key; returns whether it was there.
    @discardableResult
    mutating func remove(_ key: Key) -> Bool {
        guard let place = place(of: key) else { return false }
        slots[place].value = nil
        index.removeValue(forKey: key)
        count -= 1
        if count == 0 || slots.count > 16 && count < slots.count / 2 { tidy() }
        return true
    }

    /// The place of a key, for a walk that goes on behind it.
    func place(of key: Key) -> Int? {
        guard slots.count <= Self.small else { return index[key] }
        return slots.firstIndex { $0.key == key && $0.value != nil }
    }

    /// What is at a place; `nil` for an empty one.
    func element(at place: Int) -> (key: Key, value: Value)? {
        guard slots.indices.contains(place), let value = slots[place].value else { return nil }
        return (slots[place].key, value)
    }

    /// The keys in their order.
    var keys: [Key] { slots.compactMap { $0.value == nil ? nil : $0.key } }

    /// Keys and values in the order of the keys.
    var elements: [(key: Key, value: Value)] {
        slots.compactMap { slot in slot.value.map { (slot.key, $0) } }
    }

    /// Removes the keys whose value is such, and the empty places.
    mutating func removeAll(where isGone: (Value) -> Bool) {
        slots.removeAll { slot in slot.value.map(isGone) ?? true }
        count = slots.count
        reindex()
    }

    private mutating func tidy() { removeAll { _ in false } }

    private mutating func reindex() {
        index.removeAll(keepingCapacity: true)
        guard slots.count > Self.small else { return }
        for place in slots.indices where slots[place].value != nil { index[slots[place].key] = place }
    }
}

extension OrderedMap.Slot: Sendable where Key: Sendable, Value: Sendable {}
extension OrderedMap: Sendable where Key: Sendable, Value: Sendable {}
