/// A time zone: how far its clocks are ahead of UTC at each instant.
///
/// It is read once from a TZif file (RFC 8536) and is a plain value from then on. Leap seconds in a file are ignored,
/// as instants here count none.
package struct Zone: Sendable, Equatable {
    /// The IANA name that the zone was asked for by, such as `Europe/Berlin`.
    package let name: String

    private let table: ZoneTable

    /// Coordinated Universal Time, which needs no file.
    package static let utc = Zone(name: "UTC", table: ZoneTable(fixedOffset: 0))

    /// Where Linux systems keep their zone files; the first directory that has the zone is used.
    package static let systemDirectories = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo"]

    /// Reads a zone from its file.
    ///
    /// - Parameters:
    ///   - name: An IANA name, at most 255 letters, digits and `_+-/`. It is outside data, so it may not leave the
    ///     directories: no `..`, and no `/` at either end or twice in a row.
    ///   - directories: The folders to look in, in this order. `UTC` is known without any.
    /// - Throws: `ZoneFault` when the name is none, the zone is not there, or its file cannot be read or understood.
    package static func named(
        _ name: String,
        in directories: [String] = Zone.systemDirectories
    ) throws(ZoneFault) -> Zone {
        if name == utc.name { return utc }
        return try Zone(name: name, file: ZoneDirectory.read(name, in: directories))
    }

    /// A zone from the bytes of a TZif file, versions 1 to 4.
    ///
    /// - Throws: `ZoneFault.malformed` when the bytes are not such a file.
    package init(name: String, file bytes: [UInt8]) throws(ZoneFault) {
        do {
            self.init(name: name, table: try ZoneTable(file: bytes))
        } catch {
            throw .malformed(name, error.problem)
        }
    }

    private init(name: String, table: ZoneTable) {
        self.name = name
        self.table = table
    }

    /// The seconds by which the zone's clocks are ahead of UTC: positive east of Greenwich, and less than 26 hours.
    ///
    /// - Parameter seconds: Seconds since 1970-01-01T00:00:00Z, any.
    package func offset(at seconds: Int64) -> Int {
        table.offset(at: seconds)
    }

    /// The next instant at which the offset may change, or nil when there is none.
    func nextTransition(after seconds: Int64) -> Int64? {
        table.nextTransition(after: seconds)
    }
}
