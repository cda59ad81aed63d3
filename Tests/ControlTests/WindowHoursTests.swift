import Fixture
import Testing

@testable import Control
@testable import Rollouts

@Suite("Windows as instants")
struct WindowHoursTests {
    /// Monday to Friday, nine to five.
    private func window(_ zone: String) -> Window {
        Window(days: ["mon", "tue", "wed", "thu", "fri"], from: 540, to: 1020, timeZone: zone)
    }

    private func moment(_ text: String) throws -> Moment { try #require(Moment(rfc3339: text)) }

    @Test(
        "Open and shut, with the next change",
        arguments: [
            ("UTC", "2026-12-26T12:00:00Z", false, "2026-12-28T09:00:00Z"),
            ("UTC", "2026-12-28T09:00:00Z", true, "2026-12-28T17:00:00Z"),
            ("UTC", "2026-12-28T16:59:59Z", true, "2026-12-28T17:00:00Z"),
            ("UTC", "2026-12-28T17:00:00Z", false, "2026-12-29T09:00:00Z"),
            ("Europe/Berlin", "2026-12-28T08:00:00Z", true, "2026-12-28T16:00:00Z"),
            ("Europe/Berlin", "2026-07-06T07:00:00Z", true, "2026-07-06T15:00:00Z"),
        ]
    )
    func table(zone: String, at: String, isOpen: Bool, changes: String) throws {
        var hours = WindowHours()
        let state = hours.state(window(zone), at: try moment(at))
        #expect(state.isOpen == isOpen)
        #expect(state.changes == (try moment(changes)))
    }

    @Test("Without a window it is always open; in a zone that is gone, never")
    func ends() {
        var hours = WindowHours()
        let always = hours.state(nil, at: VirtualTimepiece.dawn)
        #expect(always.isOpen && always.changes == nil)
        let never = hours.state(window("Nowhere/None"), at: VirtualTimepiece.dawn)
        #expect(!never.isOpen && never.changes == nil)
    }
}
