/// What a flag refers to, as positions in its snapshot.
struct FlagLinks: Sendable {
    /// Those of the flag's segments that are there.
    var segments: [Int] = []
    /// Those of its rollout's stage that are there.
    var rolloutSegments: [Int] = []
    /// Each prerequisite's flag and the position of its variant; `nil` where there is none such.
    var prerequisites: [Prerequisite?] = []
    /// Whether the prerequisites lead into a circle.
    var isCircular = false

    struct Prerequisite: Sendable {
        var flag: Int
        var variant: Int
    }
}
