import Redis
import RedisModel
import Synchronization

/// The texts of Rampart's scripts by their digests, as they pass by.
enum ScriptBook {
    private struct Book {
        var sources: [String: [UInt8]] = [:]
        var keyspace = RedisKeyspace()
    }

    private static let book = Mutex(Book())

    /// The digest that a leading `SCRIPT LOAD` asks for; `nil` for everything else.
    static func answer(_ commands: [RedisCommand]) -> String? {
        guard let arguments = commands.first?.arguments, arguments.first == Array("SCRIPT".utf8), arguments.count == 3 else {
            return nil
        }
        return book.withLock { book in
            guard let digest = book.keyspace.execute(arguments, at: 0).string else { return nil }
            book.sources[digest] = arguments[2]
            return digest
        }
    }

    /// The text of the script that an `EVAL` or `EVALSHA` runs; `nil` where it was never seen.
    static func source(of arguments: [[UInt8]]) -> String? {
        guard arguments.count > 1 else { return nil }
        if arguments[0] == Array("EVAL".utf8) { return String(decoding: arguments[1], as: UTF8.self) }
        let digest = String(decoding: arguments[1], as: UTF8.self)
        return book.withLock { $0.sources[digest] }.map { String(decoding: $0, as: UTF8.self) }
    }
}
