/// Bytes as hexadecimal digits.
enum Hexadecimal {
    /// Two upper-case digits, as percent-encoding writes them.
    static func upper(_ byte: UInt8) -> [UInt8] { digits(byte, ten: UInt8(ascii: "A")) }

    /// Two lower-case digits a byte.
    static func lower(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { digits($0, ten: UInt8(ascii: "a")) }, as: UTF8.self)
    }

    private static func digits(_ byte: UInt8, ten: UInt8) -> [UInt8] {
        [byte >> 4, byte & 0xF].map { $0 < 10 ? UInt8(ascii: "0") + $0 : ten + $0 - 10 }
    }
}
