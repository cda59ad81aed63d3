import Flags
import Testing

@Suite("Dates")
struct TimestampTests {
    @Test(
        "Instants and dates are read",
        arguments: [
            ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-01t01:00:00+01:00", 0), ("1969-12-31", -86_400_000),
            ("2026-12-26T09:00:00.5Z", 1_798_275_600_500), ("2026-12-26T09:00:00.123456Z", 1_798_275_600_123),
            ("2000-02-29", 951_782_400_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("0000-01-01", -62_167_219_200_000),
        ]
    )
    func read(text: String, milliseconds: Int) { #expect(Timestamp(text)?.milliseconds == milliseconds) }

    @Test(
        "Everything else is not",
        arguments: [
            "", "2026", "2026-13-01", "2026-02-29", "1900-02-29", "2026-1-1", "2026-01-01T", "2026-01-01T00:00",
            "2026-01-01T00:00:00", "2026-01-01T24:00:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00Zx", " 2026-01-01", "2026-01-01 ", "９999-01-01",
            "9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+01:00", "20260101",
        ]
    )
    func refused(text: String) { #expect(Timestamp(text) == nil) }

    @Test("What is written reads back", arguments: [0, -1, 1, 951_782_400_000, -62_167_219_200_000, 253_402_300_799_999])
    func roundTrip(milliseconds: Int) {
        let timestamp = Timestamp(milliseconds: milliseconds)
        #expect(Timestamp(timestamp.rfc3339) == timestamp)
    }

    @Test("An instant that cannot be written is written as the nearest")
    func extremes() {
        #expect(Timestamp(milliseconds: .max).rfc3339 == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp(milliseconds: .min).rfc3339 == "0000-01-01T00:00:00Z")
    }
}
