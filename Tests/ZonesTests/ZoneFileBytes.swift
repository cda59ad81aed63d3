import Zones

/// Builds the bytes of a TZif file.
struct ZoneFileBytes {
    var magic = "TZif"
    var version: Character = "2"
    var transitions: [(instant: Int64, type: UInt8)] = []
    var offsets: [Int32] = [0]
    var leapSeconds: [(instant: Int64, correction: Int32)] = []
    var footer = ""

    /// The whole file: for version 1 one block, else an empty one for old readers, the real one and the footer.
    var bytes: [UInt8] {
        guard version != "1" else { return block(instantSize: 4) }
        var old = self
        old.transitions = []
        old.leapSeconds = []
        old.offsets = [7_777]
        return old.block(instantSize: 4) + block(instantSize: 8) + Array("\n\(footer)\n".utf8)
    }

    private func block(instantSize: Int) -> [UInt8] {
        let counts = [offsets.count, offsets.count, leapSeconds.count, transitions.count, offsets.count, 4]
        var bytes = header(counts: counts)
        bytes += transitions.flatMap { ZoneFileBytes.bigEndian($0.instant, size: instantSize) }
        bytes += transitions.map(\.type)
        bytes += offsets.flatMap { ZoneFileBytes.bigEndian(Int64($0), size: 4) + [0, 0] }
        bytes += Array("XXX\0".utf8)
        bytes += leapSeconds.flatMap {
            ZoneFileBytes.bigEndian($0.instant, size: instantSize)
                + ZoneFileBytes.bigEndian(Int64($0.correction), size: 4)
        }
        return bytes + [UInt8](repeating: 0, count: 2 * offsets.count)
    }

    /// A header of 44 bytes.
    func header(counts: [Int]) -> [UInt8] {
        let versionByte = version == "1" ? 0 : version.asciiValue ?? 0
        let start = Array(magic.utf8) + [versionByte] + [UInt8](repeating: 0, count: 15)
        return start + counts.flatMap { ZoneFileBytes.bigEndian(Int64($0), size: 4) }
    }

    private static func bigEndian(_ value: Int64, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
    }
}

extension Zone {
    /// A zone that follows a rule of POSIX at all times.
    static func following(_ rule: String) throws(ZoneFault) -> Zone {
        try Zone(name: rule, file: ZoneFileBytes(footer: rule).bytes)
    }
}
