internal import CHiredis

/// hiredis' reader as a Swift value: bytes in, replies out. Every size that the server can choose has a bound, and a
/// reader that threw must not be used again.
///
/// Safe because the pointer is private, valid from `init` to `deinit`, and owned by this value alone, which cannot be
/// copied; hiredis' replies are copied and freed before a call returns.
@safe
struct ReplyReader: ~Copyable {
    /// Announced elements of one reply; eight bytes each are allocated before the first arrives.
    static let maximumElements = 1 << 22
    /// A status, error, integer or length is one line; hiredis looks for its end from the start at every piece.
    static let maximumLine = 64 << 10

    private let reader: UnsafeMutablePointer<redisReader>
    private let maximumBytes: Int
    /// Bytes fed since the last whole reply: no reply can be larger.
    private var bytesOfReply = 0

    /// A reader whose replies have at most `maximumBytes` bytes on the wire; `nil` without memory.
    init?(maximumBytes: Int) {
        guard let reader = unsafe chiredis_reader_create(Self.maximumElements) else { return nil }
        unsafe self.reader = unsafe reader
        self.maximumBytes = maximumBytes
    }

    deinit {
        unsafe chiredis_reader_free(reader)
    }

    /// Takes the next bytes of the stream and appends the replies that they complete.
    mutating func read(_ bytes: RawSpan, into replies: inout [RedisReply]) throws(RedisFault) {
        // hiredis moves what is left of its buffer at every KiB it reads: small pieces keep that cheap.
        let piece = 16 << 10
        var offset = 0
        while offset < bytes.byteCount {
            let end = min(offset &+ piece, bytes.byteCount)
            try feed(bytes.extracting(offset..<end))
            bytesOfReply &+= end &- offset
            while let reply = try next() { replies.append(reply) }
            try checkBounds()
            offset = end
        }
    }

    private func feed(_ bytes: RawSpan) throws(RedisFault) {
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe redisReaderFeed(reader, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        guard status == REDIS_OK else { throw violation() }
    }

    private mutating func next() throws(RedisFault) -> RedisReply? {
        var object: UnsafeMutableRawPointer?
        guard unsafe redisReaderGetReply(reader, &object) == REDIS_OK else { throw violation() }
        guard let object = unsafe object else { return nil }
        defer { unsafe freeReplyObject(object) }
        bytesOfReply = unsafe Int(clamping: reader.pointee.len &- reader.pointee.pos)
        return try unsafe copy(object.assumingMemoryBound(to: redisReply.self))
    }

    /// Looks at a reply that is not whole yet: is it too large already, or does it announce that it will be?
    private func checkBounds() throws(RedisFault) {
        guard bytesOfReply <= maximumBytes else { throw tooLarge() }
        let left = unsafe Int(clamping: reader.pointee.len &- reader.pointee.pos)
        guard left > 0, let start = unsafe reader.pointee.buf.map({ unsafe $0 + reader.pointee.pos }) else { return }
        // While a bulk string is not whole, what is left begins with its length: hiredis has taken the `$`.
        var length = 0
        for index in 0..<min(left, Self.maximumLine) {
            let byte = unsafe UInt8(bitPattern: start[index])
            if byte == 0x0D { return }
            guard (0x30...0x39).contains(byte) else { break }
            length = min(length, Int.max / 20) * 10 + Int(byte &- 0x30)
            guard length <= maximumBytes else { throw tooLarge() }
        }
        guard left > Self.maximumLine else { return }
        for index in 0..<left where unsafe (start[index]) == 0x0D { return }
        throw RedisFault(.protocolViolation, "Redis sent a line without an end. Check that the address is a Redis server's.")
    }

    private func copy(_ object: UnsafeMutablePointer<redisReply>) throws(RedisFault) -> RedisReply {
        let reply = unsafe object.pointee
        switch unsafe reply.type {
        case REDIS_REPLY_NIL: return .null
        case REDIS_REPLY_INTEGER: return unsafe .integer(Int(reply.integer))
        case REDIS_REPLY_STRING: return unsafe .bulk(Array(Self.bytes(of: reply)))
        case REDIS_REPLY_STATUS: return unsafe .status(String(decoding: Self.bytes(of: reply), as: UTF8.self))
        case REDIS_REPLY_ERROR:
            return unsafe .error(RedisServerError(message: String(decoding: Self.bytes(of: reply), as: UTF8.self)))
        case REDIS_REPLY_ARRAY:
            var elements: [RedisReply] = []
            unsafe elements.reserveCapacity(Int(clamping: reply.elements))
            for index in unsafe 0..<Int(clamping: reply.elements) {
                guard let element = unsafe reply.element[index] else { break }
                elements.append(try unsafe copy(element))
            }
            return .array(elements)
        default:
            throw RedisFault(.protocolViolation, "Redis sent a reply that is not of RESP2. Check that no proxy switches to RESP3.")
        }
    }

    private static func bytes(of reply: redisReply) -> UnsafeBufferPointer<UInt8> {
        guard let start = unsafe reply.str else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
        let bytes = unsafe UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
        return unsafe UnsafeBufferPointer(start: bytes, count: Int(clamping: reply.len))
    }

    private func violation() -> RedisFault {
        let reason = unsafe chiredis_reader_error(reader).map { unsafe String(cString: $0) } ?? ""
        return RedisFault(
            .protocolViolation,
            "Redis sent what is not a reply within bounds: \(reason). Check that the address is a Redis server's."
        )
    }

    private func tooLarge() -> RedisFault {
        RedisFault(
            .protocolViolation,
            "Redis sent or announced a reply of more than \(maximumBytes) bytes. Ask for less at a time.",
        )
    }
}
