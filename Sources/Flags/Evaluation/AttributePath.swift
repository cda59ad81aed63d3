/// The way to an attribute in a context.
struct AttributePath: Sendable, Hashable {
    /// The attribute as it is written.
    let name: String
    /// The members to go through where no member is called `name`; empty for a name without dots.
    let steps: [String]
    /// Whether it is the user's id, under either of its names.
    let isUser: Bool

    init(_ name: String) {
        self.name = name
        let steps = name.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        self.steps = steps.count > 1 ? steps : []
        isUser = name == "userId" || name == "targetingKey"
    }

    /// The user's id.
    static let user = AttributePath("userId")
}
