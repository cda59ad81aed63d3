/// One answer of the server, in the kinds of RESP2.
package enum RedisReply: Sendable, Equatable {
    /// No value: a missing key, or a transaction that was not run.
    case null
    /// A short word of the server's own, such as `OK`.
    case status(String)
    /// The command was refused or failed.
    case error(RedisServerError)
    /// A signed 64-bit number.
    case integer(Int)
    /// A value, byte for byte.
    case bulk([UInt8])
    /// Several answers in order, at most seven levels deep.
    case array([RedisReply])
}

extension RedisReply {
    /// The text of a bulk or a status, or an integer in digits; `nil` for the other kinds. Bytes that are not UTF-8 are
    /// repaired with U+FFFD: take `.bulk` where they matter.
    package var string: String? {
        switch self {
        case .status(let text): text
        case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
        case .integer(let number): String(number)
        case .null, .error, .array: nil
        }
    }

    /// The number of an integer, or of a bulk that holds exactly one in decimal; else `nil`.
    package var integer: Int? {
        switch self {
        case .integer(let number): number
        case .bulk, .status: string.flatMap { Int($0) }
        case .null, .error, .array: nil
        }
    }

    /// The elements of an array; `nil` for the other kinds.
    package var array: [RedisReply]? {
        switch self {
        case .array(let elements): elements
        case .null, .status, .error, .integer, .bulk: nil
        }
    }

    /// The texts of an array that holds nothing but texts and numbers; else `nil`.
    package var strings: [String]? {
        guard let elements = array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }

    /// The fields and values of a flat array, as HGETALL answers; `nil` when the array is odd or holds something else.
    /// A field that comes twice keeps its last value.
    package var map: [String: String]? {
        guard let texts = strings, texts.count.isMultiple(of: 2) else { return nil }
        var fields: [String: String] = [:]
        fields.reserveCapacity(texts.count / 2)
        for index in stride(from: 0, to: texts.count, by: 2) {
            fields[texts[index]] = texts[index + 1]
        }
        return fields
    }
}
