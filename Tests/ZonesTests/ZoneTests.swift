import Testing
import Zones

@Suite struct ZoneTests {
    @Test(arguments: GoldenZone.all)
    func agreesWithAnotherImplementation(_ golden: GoldenZone) throws {
        let zone = try systemZone(golden.name)
        for (instant, offset) in golden.offsets {
            #expect(zone.offset(at: instant) == offset, "at \(instant)")
        }
    }

    @Test func knowsUTCWithoutAnyFile() throws {
        let zone = try Zone.named("UTC", in: [])
        #expect(zone == .utc)
        #expect(zone.offset(at: .min) == 0)
        #expect(zone.offset(at: .max) == 0)
    }

    @Test(arguments: [
        "", "/", "/etc/passwd", "Europe/", "Europe//Berlin", "..", "../zoneinfo/UTC", "Europe/../UTC",
        "Europe/./Berlin",
        "Europe/Berlin ", "Europe\\Berlin", "Europe/Berlin\0", "Zürich", String(repeating: "a", count: 256),
    ])
    func refusesWhatIsNoName(_ name: String) throws {
        #expect(throws: ZoneFault.invalidName(name)) { try Zone.named(name) }
    }

    @Test func saysWhatToWriteForAnUnknownZone() throws {
        _ = try systemZone("Europe/Berlin")
        let fault = #expect(throws: ZoneFault.unknownZone("Europe/Atlantis")) { try Zone.named("Europe/Atlantis") }
        #expect(fault?.description.contains("Europe/Berlin") == true)
        #expect(throws: ZoneFault.unknownZone("Europe")) { try Zone.named("Europe") }
    }

    @Test func saysWhatToInstallWhereThereIsNoDatabase() {
        let fault = #expect(throws: ZoneFault.self) { try Zone.named("Europe/Berlin", in: ["/nowhere/zoneinfo"]) }
        #expect(fault?.code == "zone_database_missing")
        #expect(fault?.description.contains("apt-get install tzdata") == true)
    }

    @Test func readsTheFirstDirectoryThatHasTheZone() throws {
        let directory = try TemporaryDirectory()
        try directory.write(ZoneFileBytes(offsets: [4_321]).bytes, to: "Here")
        let directories = ["/nowhere/zoneinfo", directory.path] + Zone.systemDirectories
        #expect(try Zone.named("Here", in: directories).offset(at: 0) == 4_321)
    }

    @Test func readsNoFileBeyondTheLimit() throws {
        let directory = try TemporaryDirectory()
        let valid = ZoneFileBytes(offsets: [60]).bytes
        try directory.write(valid + [UInt8](repeating: 0, count: 65_536 - valid.count), to: "Full")
        try directory.write(valid + [UInt8](repeating: 0, count: 65_537 - valid.count), to: "Huge")
        #expect(try Zone.named("Full", in: [directory.path]).offset(at: 0) == 60)
        #expect(throws: ZoneFault.unreadable("Huge", errorNumber: 0)) { try Zone.named("Huge", in: [directory.path]) }
    }

    @Test func saysWhichFileIsDamaged() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array("TZif".utf8), to: "Broken")
        #expect(throws: ZoneFault.malformed("Broken", "it ends early")) {
            try Zone.named("Broken", in: [directory.path])
        }
    }
}

/// A zone of this machine's database; without one, the test fails and says what to install.
func systemZone(_ name: String) throws -> Zone {
    do {
        return try Zone.named(name)
    } catch {
        Issue.record("These tests need the system's time zones: apt-get install tzdata. \(error)")
        throw error
    }
}
