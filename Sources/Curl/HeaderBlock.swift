/// The header lines of an answer as they come in: kept raw on the transfer thread, parsed by the caller.
struct HeaderBlock: Sendable {
    static let maxFields = 100
    static let maxBytes = 64 << 10

    private var bytes: [UInt8] = []
    // Of everything received, interim answers included: a stream of `100 Continue` has an end as well.
    private var receivedLines = 0
    private var receivedBytes = 0

    /// Takes a line with its line end.
    ///
    /// A status line starts anew: what came before belonged to an interim answer.
    ///
    /// - Returns: false when that is more than an answer may have.
    mutating func append(_ line: some Collection<UInt8>) -> Bool {
        receivedBytes += line.count
        guard receivedBytes <= Self.maxBytes else { return false }
        if line.starts(with: "HTTP/".utf8) {
            bytes.removeAll(keepingCapacity: true)
            return true
        }
        // The empty line that ends a header is no field.
        guard line.count > 2 else { return true }
        receivedLines += 1
        guard receivedLines <= Self.maxFields else { return false }
        bytes.append(contentsOf: line)
        return true
    }

    /// The fields in order, names in lower case, values without surrounding blanks. Lines without a colon are left out.
    func fields() -> [(name: String, value: String)] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line.first.map(Self.isBlank) == false
            else { return nil }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            var value = line[(colon + 1)...].drop(while: Self.isBlank)
            while let last = value.last, Self.isBlank(last) { value.removeLast() }
            return (name, String(decoding: value, as: UTF8.self))
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
