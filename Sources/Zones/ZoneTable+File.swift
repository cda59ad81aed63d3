/// What is wrong in a zone file, in words that complete "is damaged: …".
struct ZoneFileError: Error, Equatable {
    let problem: String
}

extension ZoneTable {
    /// Reads a TZif file (RFC 8536, section 3).
    ///
    /// From version 2 on, a file holds its data twice: first with 32-bit instants, which are skipped, then with 64-bit
    /// instants, followed by the rule for what comes after.
    init(file bytes: [UInt8]) throws(ZoneFileError) {
        var reader = ZoneFileReader(bytes)
        let header = try reader.header()
        guard header.version != .first else {
            self = try ZoneTable.block(header, instantSize: 4, from: &reader).table(rule: nil)
            return
        }
        try reader.skip(header.blockSize(instantSize: 4))
        let block = try ZoneTable.block(reader.header(), instantSize: 8, from: &reader)
        self = try block.table(rule: ZoneTable.footer(from: &reader))
    }

    private static func block(
        _ header: ZoneFileReader.Header,
        instantSize: Int,
        from reader: inout ZoneFileReader
    ) throws(ZoneFileError) -> Block {
        // A count made up by someone reserves no memory: reading stops at the file's end.
        var block = Block()
        for _ in 0..<header.transitions {
            block.instants.append(try reader.integer(size: instantSize))
        }
        for _ in 0..<header.transitions {
            block.types.append(Int(try reader.byte()))
        }
        for _ in 0..<header.types {
            guard let offset = Int32(exactly: try reader.integer(size: 4)), (-90_000...93_600).contains(offset) else {
                throw ZoneFileError(problem: "an offset from UTC is more than a day")
            }
            block.offsets.append(offset)
            // Whether it is summer time, and what it is called, is of no use here.
            try reader.skip(2)
        }
        try reader.skip(header.ignoredSize(instantSize: instantSize))
        return block
    }

    /// The rule between two line feeds at the file's end; nil where the line is empty.
    private static func footer(from reader: inout ZoneFileReader) throws(ZoneFileError) -> YearRule? {
        let lineFeed: UInt8 = 0x0A
        guard try reader.byte() == lineFeed else { throw ZoneFileError(problem: "its last line is missing") }
        var text: [UInt8] = []
        var next = try reader.byte()
        while next != lineFeed {
            text.append(next)
            next = try reader.byte()
        }
        if text.isEmpty { return nil }
        guard let rule = YearRule(text) else { throw ZoneFileError(problem: "the rule in its last line is none") }
        return rule
    }

    /// The part of a data block that matters.
    private struct Block {
        var instants: [Int64] = []
        var types: [Int] = []
        var offsets: [Int32] = []

        func table(rule: YearRule?) throws(ZoneFileError) -> ZoneTable {
            guard let first = offsets.first else { throw ZoneFileError(problem: "it names no offset from UTC") }
            guard zip(instants, instants.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw ZoneFileError(problem: "its transitions are out of order")
            }
            guard types.allSatisfy({ offsets.indices.contains($0) }) else {
                throw ZoneFileError(problem: "a transition leads to an offset that is not there")
            }
            return ZoneTable(
                transitions: instants,
                offsets: types.map { offsets[$0] },
                firstOffset: first,
                rule: rule
            )
        }
    }
}
