import Redis
import RedisModel

/// Replies as they are compared and shown.
enum ReplyForm {
    /// A reply whose order is nobody's business is put in order; what the model does not know is left out.
    static func comparable(_ command: RedisCommand, _ reply: RedisReply) -> RedisReply {
        guard case .array(let elements) = reply else { return reply }
        switch command.name.uppercased() {
        case "SMEMBERS", "KEYS", "HKEYS", "HVALS": return sorted(elements, by: 1)
        case "HGETALL": return sorted(elements, by: 2)
        case "SCAN", "SSCAN": return nested(elements, by: 1)
        case "HSCAN": return nested(elements, by: 2)
        case "XINFO":
            var elements = elements
            for (index, element) in elements.enumerated() where ["radix-tree-keys", "radix-tree-nodes"].contains(element.string) {
                if index + 1 < elements.count { elements[index + 1] = .null }
            }
            return .array(elements)
        default: return reply
        }
    }

    private static func sorted(_ elements: [RedisReply], by size: Int) -> RedisReply {
        let groups = stride(from: 0, to: elements.count, by: size).map { Array(elements[$0..<min($0 + size, elements.count)]) }
        return .array(groups.sorted { shown(.array($0)) < shown(.array($1)) }.flatMap { $0 })
    }

    private static func nested(_ elements: [RedisReply], by size: Int) -> RedisReply {
        .array(elements.map { element in element.array.map { sorted($0, by: size) } ?? element })
    }

    /// A reply for a person.
    static func shown(_ reply: RedisReply) -> String {
        switch reply {
        case .null: "nil"
        case .status(let text): "+\(text)"
        case .error(let error): "-\(error.message)"
        case .integer(let number): ":\(number)"
        case .bulk(let bytes): "\"\(String(decoding: bytes, as: UTF8.self))\""
        case .array(let elements): "[\(elements.map(shown).joined(separator: ", "))]"
        }
    }
}
