/// What the reader accepts.
package struct JSONLimits: Sendable {
    /// What becomes of a name that stands twice in one object.
    package enum DuplicateKeys: Sendable {
        /// The text is refused.
        case refuse
        /// Every member stays, in its order; `JSON.duplicateKeys()` finds the repeated ones.
        case keep
    }

    /// One mebibyte, 32 levels, names once.
    package static let standard = JSONLimits()

    /// No tree is deeper than this, whatever `maxDepth` says: reading, comparing and freeing take stack per level.
    static let depthCeiling = 512

    /// The longest text, in bytes.
    package var maxBytes: Int
    /// How many arrays and objects may stand inside each other, from 0 (a bare value) to 512; more counts as 512.
    package var maxDepth: Int
    /// What becomes of a name that stands twice in one object.
    package var duplicates: DuplicateKeys

    /// Limits; each has its standard value unless given.
    package init(maxBytes: Int = 1 << 20, maxDepth: Int = 32, duplicates: DuplicateKeys = .refuse) {
        self.maxBytes = maxBytes
        self.maxDepth = maxDepth
        self.duplicates = duplicates
    }
}
