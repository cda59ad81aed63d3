/// Answers as no Redis would give them: RESP of any shape, whole, cut, lying about its lengths.
package enum HostileReply {
    /// A stream of one to eight replies, most of them well formed, some of them not.
    package static func stream(_ dice: inout Dice) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0...dice.number(below: 8) { bytes += reply(&dice, depth: 0) }
        return dice.number(below: 3) == 0 ? SpoiledBytes.of(bytes, &dice) : bytes
    }

    private static let lengths = [
        "-1", "-2", "-0", "+3", "0", "00000003", "3", "03x", "", " 3", "536870913", "2147483648", "4294967297",
        "9223372036854775807",
        "99999999999999999999", "1e3",
    ]

    private static func reply(_ dice: inout Dice, depth: Int) -> [UInt8] {
        switch dice.number(below: 16) {
        case 0...1: return Array("+OK\r\n".utf8)
        case 2: return Array("-ERR \u{1B}[2J no\r\n".utf8)
        case 3: return Array(":\(dice.one(of: ["0", "-1", "9223372036854775807", "9223372036854775808", "1.5", "", "x"]))\r\n".utf8)
        case 4...6:
            let text = (0..<dice.number(below: 40)).map { _ in UInt8(dice.number(below: 256)) }
            return Array("$\(text.count)\r\n".utf8) + text + Array("\r\n".utf8)
        case 7: return Array("$\(dice.one(of: lengths))\r\nabc\r\n".utf8)
        case 8: return Array("*\(dice.one(of: lengths))\r\n:1\r\n:2\r\n:3\r\n".utf8)
        case 9: return Array(String(repeating: "*1\r\n", count: 1 + dice.number(below: 12_000)).utf8)
        // What only the newer protocol knows, which was not asked for.
        case 10:
            return Array(
                dice.one(of: [
                    "_\r\n", "#t\r\n", ",1.5\r\n", "%1\r\n+a\r\n:1\r\n", "~1\r\n:1\r\n", ">2\r\n+message\r\n+x\r\n", "(1\r\n",
                    "=5\r\ntxt:a\r\n",
                ]).utf8
            )
        case 11: return Array(dice.one(of: ["\r\n", "\n", "\0", "HTTP/1.1 400 Bad Request\r\n\r\n", "+", "*", "$"]).utf8)
        default:
            guard depth < 6 else { return Array("*0\r\n".utf8) }
            let count = dice.number(below: 5)
            return Array("*\(count)\r\n".utf8) + (0..<count).flatMap { _ in reply(&dice, depth: depth + 1) }
        }
    }
}
