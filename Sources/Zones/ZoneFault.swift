/// Why a time zone could not be had.
package enum ZoneFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text cannot be the name of a zone: it is empty, too long, or has characters that no name has.
    case invalidName(String)
    /// No zone file has this name, though there is a zone database.
    case unknownZone(String)
    /// None of these directories is there, so no zone but `UTC` can be known.
    case databaseMissing(String, directories: [String])
    /// The zone's file could not be read, with the system's error number; 0 where the file is too large.
    case unreadable(String, errorNumber: Int32)
    /// The zone's file is not what RFC 8536 says, with what is wrong in it.
    case malformed(String, String)

    /// A stable word for programs.
    package var code: String {
        switch self {
        case .invalidName: "zone_name_invalid"
        case .unknownZone: "zone_unknown"
        case .databaseMissing: "zone_database_missing"
        case .unreadable: "zone_unreadable"
        case .malformed: "zone_malformed"
        }
    }

    /// One or two sentences for a person: what is wrong and what to do.
    package var description: String {
        switch self {
        case .invalidName(let name):
            "\(name.debugDescription) is not the name of a time zone. Write an IANA name such as Europe/Berlin, or UTC."
        case .unknownZone(let name):
            "No time zone is named \(name). Write an IANA name, in its exact case, such as Europe/Berlin, or UTC."
        case .databaseMissing(let name, let directories):
            "The time zone \(name) cannot be looked up: there is no zone database in "
                + directories.joined(separator: " or ")
                + ". Install it (apt-get install tzdata), or use UTC."
        case .unreadable(let name, errorNumber: 0):
            "The file of the time zone \(name) is larger than any zone needs."
                + " Install the package tzdata again (apt-get install --reinstall tzdata)."
        case .unreadable(let name, let errorNumber):
            "The file of the time zone \(name) cannot be read (error \(errorNumber))."
                + " Give this process read access to the zone database."
        case .malformed(let name, let problem):
            "The file of the time zone \(name) is damaged: \(problem)."
                + " Install the package tzdata again (apt-get install --reinstall tzdata)."
        }
    }
}
