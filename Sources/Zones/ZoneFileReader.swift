/// Reads the parts of a TZif file one after the other, and never past its end.
struct ZoneFileReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes are left.
    var remaining: Int {
        bytes.count - position
    }

    /// The generation of the format.
    enum Version {
        /// 32-bit instants and no rule for the future.
        case first
        /// A second block with 64-bit instants, and a rule. Versions 3 and 4 only widen what the rule and the leap
        /// seconds may say, and later ones are to stay readable in this way.
        case later
    }

    /// The counts at the head of a data block.
    struct Header {
        let version: Version
        let isUTCFlags: Int
        let isStandardFlags: Int
        let leapSeconds: Int
        let transitions: Int
        let types: Int
        let nameBytes: Int

        /// The size of the block in bytes. The counts are 32-bit, so nothing overflows.
        func blockSize(instantSize: Int) -> Int {
            transitions * (instantSize + 1) + types * 6 + ignoredSize(instantSize: instantSize)
        }

        /// The size of what follows the offsets: names, leap seconds and flags.
        func ignoredSize(instantSize: Int) -> Int {
            nameBytes + leapSeconds * (instantSize + 4) + isStandardFlags + isUTCFlags
        }
    }

    /// The next 44 bytes as a header.
    mutating func header() throws(ZoneFileError) -> Header {
        for expected in "TZif".utf8 {
            guard try byte() == expected else { throw ZoneFileError(problem: "it does not begin with TZif") }
        }
        let version: Version
        switch try byte() {
        case 0: version = .first
        case 0x32...0x39: version = .later
        case let other: throw ZoneFileError(problem: "its version \(other) is none")
        }
        try skip(15)
        // The order of RFC 8536, section 3.1.
        return Header(
            version: version,
            isUTCFlags: try count(),
            isStandardFlags: try count(),
            leapSeconds: try count(),
            transitions: try count(),
            types: try count(),
            nameBytes: try count()
        )
    }

    /// The next byte.
    mutating func byte() throws(ZoneFileError) -> UInt8 {
        guard remaining > 0 else { throw ZoneFileError(problem: "it ends early") }
        defer { position += 1 }
        return bytes[position]
    }

    /// The next big-endian signed integer of 4 or 8 bytes.
    mutating func integer(size: Int) throws(ZoneFileError) -> Int64 {
        var value = Int64(Int8(bitPattern: try byte()))
        for _ in 1..<size {
            value = value << 8 | Int64(try byte())
        }
        return value
    }

    /// Passes over bytes.
    mutating func skip(_ size: Int) throws(ZoneFileError) {
        guard size <= remaining else { throw ZoneFileError(problem: "it ends early") }
        position += size
    }

    private mutating func count() throws(ZoneFileError) -> Int {
        Int(UInt32(truncatingIfNeeded: try integer(size: 4)))
    }
}
