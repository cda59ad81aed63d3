import Flags
import Redis
import Store

/// Reads flags and segments by pipelines, with no more rights than an evaluator has.
struct LibraryReader: Sendable {
    /// What is asked in one pipeline.
    private static let pipelineLength = 1000

    let client: any RedisCommanding
    let names: Names

    /// Everything there is.
    func library() async throws(StoreFault) -> FlagLibrary {
        let replies = try await pipeline([
            RedisCommand("XREVRANGE", .text(names.log), "+", "-", "COUNT", 1),
            RedisCommand("SMEMBERS", .text(names.flagsIndex)),
            RedisCommand("SMEMBERS", .text(names.segmentsIndex)),
        ])
        for case .error(let error) in replies { throw StoreFault(RedisFault(server: error)) }
        guard replies.count == 3 else { throw StoreFault(.corrupt, "Redis answered too little") }
        let keys = (replies[1].strings ?? []).map { FlagName.flag($0) }
        let ids = (replies[2].strings ?? []).map { FlagName.segment($0) }
        let part = try await read((keys + ids).sorted())
        return FlagLibrary(
            flags: part.flags,
            segments: part.segments,
            revision: RolloutStore.entries(replies[0]).first?.id ?? Self.beginning,
            unreadable: part.unreadable
        )
    }

    /// Those of `wanted` that exist, in the same order.
    func read(
        _ wanted: [FlagName]
    ) async throws(StoreFault) -> (flags: [StoredFlag], segments: [StoredSegment], unreadable: [FlagName: StoreFault]) {
        var flags: [StoredFlag] = []
        var segments: [StoredSegment] = []
        var unreadable: [FlagName: StoreFault] = [:]
        for start in stride(from: 0, to: wanted.count, by: Self.pipelineLength) {
            let part = wanted[start..<min(wanted.count, start + Self.pipelineLength)]
            let replies = try await pipeline(part.map { RedisCommand("HGETALL", .text(names.hash($0))) })
            for (name, reply) in zip(part, replies) {
                if case .error(let error) = reply {
                    let fault = StoreFault(RedisFault(server: error))
                    // A name that holds something else must not keep the others from being read.
                    guard fault.code == .wrongType else { throw fault }
                    unreadable[name] = fault
                    continue
                }
                let hash = Self.hash(reply)
                guard !hash.isEmpty else { continue }
                switch name.kind {
                case .flag: flags.append(StoredFlag(key: name.key, hash: hash))
                case .segment: segments.append(StoredSegment(id: name.key, hash: hash))
                }
            }
        }
        return (flags, segments, unreadable)
    }

    /// The fields of a hash in the order of their names: Redis has none, and faults are to come in the same one each time.
    static func hash(_ reply: RedisReply) -> [(field: String, text: String)] {
        (reply.map ?? [:]).sorted { $0.key < $1.key }.map { (field: $0.key, text: $0.value) }
    }

    func pipeline(_ commands: [RedisCommand]) async throws(StoreFault) -> [RedisReply] {
        guard !commands.isEmpty else { return [] }
        do throws(RedisFault) {
            return try await client.pipeline(commands)
        } catch {
            throw StoreFault(error)
        }
    }

    /// Before every entry of the log.
    static let beginning = "0-0"
}
