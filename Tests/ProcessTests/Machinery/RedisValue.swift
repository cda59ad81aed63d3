import Glibc

/// A reply of Redis.
enum RedisValue: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case list([RedisValue])
    case error(String)
    case none

    var text: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .list, .error, .none: nil
        }
    }

    var list: [RedisValue] {
        switch self {
        case .list(let list): list
        case .text, .integer, .error, .none: []
        }
    }

    /// A list of names and values.
    var fields: [String: String] {
        let texts = list.map { $0.text ?? "" }
        return Dictionary(
            stride(from: 0, to: texts.count - 1, by: 2).map { (texts[$0], texts[$0 + 1]) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

/// One command to a Redis on a Unix socket, on a connection of its own.
struct RedisExchange {
    private let connection: Int32
    private var unread: [UInt8] = []

    /// Sends `words`; `nil` where Redis does not answer.
    ///
    /// - Parameter login: user and password, or nothing for the default user.
    static func send(_ words: [String], to path: String, as login: [String] = []) -> RedisValue? {
        guard let connection = Socket.connect(path: path) else { return nil }
        defer { close(connection) }
        var exchange = RedisExchange(connection: connection)
        if !login.isEmpty {
            guard let answer = exchange.answer(to: ["AUTH"] + login) else { return nil }
            if case .error = answer { return answer }
        }
        return exchange.answer(to: words)
    }

    private mutating func answer(to words: [String]) -> RedisValue? {
        var request = "*\(words.count)\r\n"
        for word in words { request += "$\(word.utf8.count)\r\n\(word)\r\n" }
        guard Descriptor.send(Array(request.utf8), to: connection) else { return nil }
        return value()
    }

    private init(connection: Int32) { self.connection = connection }

    private mutating func more() -> Bool {
        guard let block = Descriptor.read(connection, within: 10_000), !block.isEmpty else { return false }
        unread += block
        return true
    }

    private mutating func bytes(_ count: Int) -> [UInt8]? {
        while unread.count < count { guard more() else { return nil } }
        defer { unread.removeFirst(count) }
        return Array(unread.prefix(count))
    }

    private mutating func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: 13), end + 1 < unread.count {
                return bytes(end + 2).map { String(decoding: $0.dropLast(2), as: UTF8.self) }
            }
            guard more() else { return nil }
        }
    }

    private mutating func value() -> RedisValue? {
        guard let line = line() else { return nil }
        let rest = String(line.dropFirst())
        switch line.first {
        case "+": return .text(rest)
        case "-": return .error(rest)
        case ":": return Int(rest).map { .integer($0) }
        case "$":
            guard let count = Int(rest), count >= 0 else { return RedisValue.none }
            return bytes(count + 2).map { .text(String(decoding: $0.dropLast(2), as: UTF8.self)) }
        case "*":
            guard let count = Int(rest), count >= 0 else { return RedisValue.none }
            var list: [RedisValue] = []
            for _ in 0..<count {
                guard let element = value() else { return nil }
                list.append(element)
            }
            return .list(list)
        default: return nil
        }
    }
}
