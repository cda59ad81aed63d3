extension JSON {
    /// Reads one JSON text (RFC 8259) in UTF-8, with the place of every value and name.
    ///
    /// Throws the first fault in the order size, encoding, grammar. Takes time in proportion to the bytes.
    package static func parse(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONFault) -> JSON {
        let start = Place(line: 1, column: 1)
        guard bytes.count <= limits.maxBytes else {
            throw JSONFault(
                .tooLarge,
                "the text has \(bytes.count) bytes: shorten it to at most \(limits.maxBytes)",
                at: start
            )
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONFault(.byteOrderMark, "the text starts with a byte order mark: save it without one", at: start)
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw JSONFault(.byteOrderMark, "the text is UTF-16: save it as UTF-8 without a byte order mark", at: start)
        }
        if let bad = firstByteOutsideUTF8(bytes) {
            throw JSONFault(
                .notUTF8,
                "the byte 0x\(JSONReader.hexadecimal(UInt32(bytes[bad]), digits: 2)) is not UTF-8 here: save the text as UTF-8",
                at: place(of: bad, in: bytes)
            )
        }
        var reader = JSONReader(bytes, limits: limits)
        return try reader.readText()
    }

    /// Reads one JSON text, see the form that takes bytes.
    package static func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONFault) -> JSON {
        try parse(Array(text.utf8), limits: limits)
    }

    private static func firstByteOutsideUTF8(_ bytes: [UInt8]) -> Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// The place of a byte all before which is valid UTF-8.
    private static func place(of offset: Int, in bytes: [UInt8]) -> Place {
        var place = Place(line: 1, column: 1)
        for index in 0..<offset {
            let byte = bytes[index]
            if byte == 0x0A || (byte == 0x0D && bytes[index + 1] != 0x0A) {
                place = Place(line: place.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                place.column += 1
            }
        }
        return place
    }
}
