/// Writes a tree as JSON text in UTF-8.
struct JSONWriter {
    /// What is written so far.
    var output: [UInt8] = []
    /// Spaces per level, or `nil` for everything on one line without spaces.
    private let indent: Int?

    init(indent: Int? = nil) {
        self.indent = indent.map { max(0, $0) }
    }

    mutating func write(_ json: JSON, level: Int = 0) {
        switch json.value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let bool): output.append(contentsOf: (bool ? "true" : "false").utf8)
        case .number(let number): output.append(contentsOf: number.text.utf8)
        case .string(let string): write(string)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                startItem(isFirst: index == 0, level: level + 1)
                write(element, level: level + 1)
            }
            close(with: UInt8(ascii: "]"), isEmpty: elements.isEmpty, level: level)
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                startItem(isFirst: index == 0, level: level + 1)
                write(member.name)
                output.append(UInt8(ascii: ":"))
                if indent != nil { output.append(UInt8(ascii: " ")) }
                write(member.value, level: level + 1)
            }
            close(with: UInt8(ascii: "}"), isEmpty: members.isEmpty, level: level)
        }
    }

    private mutating func startItem(isFirst: Bool, level: Int) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        breakLine(level: level)
    }

    private mutating func close(with bracket: UInt8, isEmpty: Bool, level: Int) {
        if !isEmpty { breakLine(level: level) }
        output.append(bracket)
    }

    private mutating func breakLine(level: Int) {
        guard let indent else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
    }

    private mutating func write(_ string: String) {
        output.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): escape(as: byte)
            case 0x08: escape(as: UInt8(ascii: "b"))
            case 0x09: escape(as: UInt8(ascii: "t"))
            case 0x0A: escape(as: UInt8(ascii: "n"))
            case 0x0C: escape(as: UInt8(ascii: "f"))
            case 0x0D: escape(as: UInt8(ascii: "r"))
            case 0..<0x20:
                output.append(contentsOf: "\\u00".utf8)
                output.append(UInt8(ascii: "0") + byte >> 4)
                let low = byte & 0xF
                output.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func escape(as letter: UInt8) {
        output.append(UInt8(ascii: "\\"))
        output.append(letter)
    }
}

extension JSON {
    /// The value on one line, without spaces. Numbers come out as they were written.
    package var text: String {
        var writer = JSONWriter()
        writer.write(self)
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// The value with a line per element and member, indented by so many spaces per level, without a newline at the end.
    package func pretty(indent: Int = 2) -> String {
        var writer = JSONWriter(indent: indent)
        writer.write(self)
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// Appends the value's `text` in UTF-8.
    package func write(to output: inout [UInt8]) {
        // Swapped in and out, so that the bytes already there are not copied.
        var writer = JSONWriter()
        swap(&writer.output, &output)
        writer.write(self)
        swap(&writer.output, &output)
    }
}
