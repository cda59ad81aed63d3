/// Writes RESP arrays of bulk strings into memory whose size was counted before.
enum CommandEncoder {
    /// The command of a name and its arguments.
    static func encode(_ name: String, _ arguments: ArraySlice<RedisValue>) -> [UInt8] {
        // A length with its mark and two line ends is at most 24 bytes; the digits of a number are at most 20.
        var size = 48 + name.utf8.count
        for argument in arguments {
            switch argument {
            case .text(let text): size += 24 + text.utf8.count
            case .integer: size += 44
            case .bytes(let bytes): size += 24 + bytes.count
            }
        }
        return [UInt8](capacity: size) { output in
            writeLength(arguments.count + 1, mark: UInt8(ascii: "*"), &output)
            write(name, &output)
            for argument in arguments {
                switch argument {
                case .text(let text): write(text, &output)
                case .integer(let number): write(String(number), &output)
                case .bytes(let bytes): write(bytes, &output)
                }
            }
        }
    }

    private static func write(_ text: String, _ output: inout OutputSpan<UInt8>) {
        writeLength(text.utf8.count, mark: UInt8(ascii: "$"), &output)
        for byte in text.utf8 { output.append(byte) }
        endLine(&output)
    }

    private static func write(_ bytes: [UInt8], _ output: inout OutputSpan<UInt8>) {
        writeLength(bytes.count, mark: UInt8(ascii: "$"), &output)
        for byte in bytes { output.append(byte) }
        endLine(&output)
    }

    private static func writeLength(_ length: Int, mark: UInt8, _ output: inout OutputSpan<UInt8>) {
        output.append(mark)
        var power = 1
        while length / power >= 10 { power *= 10 }
        while power > 0 {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: length / power % 10))
            power /= 10
        }
        endLine(&output)
    }

    private static func endLine(_ output: inout OutputSpan<UInt8>) {
        output.append(0x0D)
        output.append(0x0A)
    }
}
