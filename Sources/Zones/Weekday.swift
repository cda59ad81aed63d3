/// A day of the week, Monday first as in ISO 8601.
package enum Weekday: Int, CaseIterable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The day's name in plan files: `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`.
    package var shortName: String {
        switch self {
        case .monday: "mon"
        case .tuesday: "tue"
        case .wednesday: "wed"
        case .thursday: "thu"
        case .friday: "fri"
        case .saturday: "sat"
        case .sunday: "sun"
        }
    }

    /// The day with this three-letter name, or nil. Only lower case is a name.
    package init?(shortName: String) {
        guard let day = Weekday.allCases.first(where: { $0.shortName == shortName }) else { return nil }
        self = day
    }

    /// The weekday of a day counted from 1970-01-01, which was a Thursday.
    init(dayNumber: Int64) {
        let index = Int((dayNumber % 7 + 10) % 7)
        self = Weekday.allCases[index]
    }

    /// The day before.
    var previous: Weekday {
        Weekday.allCases[(rawValue + 6) % 7]
    }
}
