import Wire

/// Reads counts and numbers out of a JSON answer; faults name the pointer and what stood there.
struct CountReader {
    let answer: JSON

    /// A whole number from 0 up, `12.0` among them; `nil` where the member is missing or null.
    ///
    /// - Throws: `malformed` for anything else.
    func count(at pointer: JSONPointer) throws(ReadingFault) -> Int? {
        guard let found = answer.at(pointer: pointer), !found.isNull else { return nil }
        guard let count = found.integer, count >= 0 else {
            throw ReadingFault(
                .malformed,
                "answered \(found.phrase) at \(pointer.shown); a count is a whole number, 0 or more"
            )
        }
        return count
    }

    /// A count that must be there.
    ///
    /// - Throws: `noData` where it is missing or null.
    func neededCount(at pointer: JSONPointer) throws(ReadingFault) -> Int {
        guard let count = try count(at: pointer) else { throw missing(pointer) }
        return count
    }

    /// A finite number.
    ///
    /// - Throws: `noData` where it is missing, null or the text `NaN`; `malformed` for anything else.
    func number(at pointer: JSONPointer) throws(ReadingFault) -> Double {
        guard let found = answer.at(pointer: pointer), !found.isNull else { throw missing(pointer) }
        if found.string?.lowercased() == "nan" { throw ReadingFault(.noData, "answered NaN at \(pointer.shown)") }
        guard let number = found.double else {
            throw ReadingFault(.malformed, "answered \(found.phrase) at \(pointer.shown); a value is a finite number")
        }
        return number
    }

    private func missing(_ pointer: JSONPointer) -> ReadingFault {
        let what = answer.at(pointer: pointer) == nil ? "has nothing" : "has null"
        return ReadingFault(.noData, "\(what) at \(pointer.shown)")
    }
}

extension JSONPointer {
    /// The pointer for a message; the root has a name, since its text is empty.
    var shown: String { tokens.isEmpty ? "the root" : description }
}
