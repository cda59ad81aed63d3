/// A flag as somebody outside saw it.
struct Sight: Sendable {
    var at: Int
    /// Which server showed it, and how.
    var place: String
    var flag: String
    var isEnabled: Bool
    var percentage: Double
    var version: Int
    var revision: String

    /// The share that has the feature.
    var exposure: Double { isEnabled ? percentage : 0 }

    var line: String {
        "\(WallClock.text(at)) \(place): \(flag) \(isEnabled ? "on" : "off") \(percentage) % version \(version) revision \(revision)"
    }

    /// Whether it shows the same, at whatever time.
    func isSame(as other: Sight) -> Bool {
        isEnabled == other.isEnabled && percentage == other.percentage && version == other.version && revision == other.revision
    }
}
