/// Good bytes made bad.
package enum SpoiledBytes {
    /// What a reader of text trips over: structure, NUL, halves of characters, a byte-order mark, overlong forms.
    private static let thorns: [[UInt8]] =
        [
            "\"", "{", "}", "[", "]", ",", ":", "\\", "\\u0000", "\\ud800", "\\udc00\\ud800", "\r\n", "\n\n", "0", "-", "1e999",
            "null",
        ]
        .map { Array($0.utf8) } + [
            [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0x7F],
        ]

    /// `bytes` with one to six wounds: something cut out, flipped, put in, doubled, or all that follows torn off.
    package static func of(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0...dice.number(below: 6) {
            if bytes.isEmpty { return bytes }
            let index = dice.number(below: bytes.count)
            switch dice.number(below: 12) {
            case 0...1: bytes.remove(at: index)
            case 2...4: bytes[index] ^= 1 << UInt8(dice.number(below: 8))
            case 5...8: bytes.insert(contentsOf: dice.one(of: thorns), at: index)
            case 9...10: bytes.insert(contentsOf: bytes[index...].prefix(dice.number(below: 60)), at: index)
            default: bytes.removeSubrange(index...)
            }
        }
        return bytes
    }
}
