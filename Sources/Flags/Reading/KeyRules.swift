/// The rules for keys and ids, which are the plans' as well and given from above; each returns what is wrong, as the end
/// of a sentence, or `nil` for a good one.
package struct KeyRules: Sendable {
    /// For a flag's key.
    package let flag: @Sendable (String) -> String?
    /// For a segment's id.
    package let segment: @Sendable (String) -> String?

    /// Rules from the two of them.
    package init(flag: @escaping @Sendable (String) -> String?, segment: @escaping @Sendable (String) -> String?) {
        self.flag = flag
        self.segment = segment
    }

    /// Takes every name: for what is stored already.
    static let none = KeyRules(flag: { _ in nil }, segment: { _ in nil })
}
