import Rollouts
import Zones

/// Opening hours of plans' windows as instants: zones are read once and kept.
struct WindowHours {
    private var zones: [String: Zone] = [:]

    /// Whether `window` is open at `now`, and when that changes next.
    mutating func state(_ window: Window?, at now: Moment) -> (isOpen: Bool, changes: Moment?) {
        guard let window else { return (true, nil) }
        // A zone that has vanished from the machine since the plan was taken: not raising is the safe side.
        guard let zone = zone(window.timeZone) else { return (false, nil) }
        let days = Set(window.days.compactMap(Weekday.init(shortName:)))
        let hours = OpeningHours(days: days, fromMinute: window.from, toMinute: window.to, zone: zone)
        let seconds = Int64(now.seconds)
        let change = hours.nextChange(after: seconds).map { Moment(milliseconds: Int($0) * 1000) }
        return (hours.isOpen(at: seconds), change)
    }

    private mutating func zone(_ name: String) -> Zone? {
        if let zone = zones[name] { return zone }
        let zone = try? Zone.named(name)
        zones[name] = zone
        return zone
    }
}
