import Flags
import Wire

/// All flags and segments as one JSON document: what a server hands out, and what is kept on the disk.
enum FlagDocument {
    /// Why a document is none.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// The longest document, in bytes.
    static let mostBytes = 64 << 20

    /// The snapshot that a document describes.
    static func snapshot(_ bytes: [UInt8]) throws(Fault) -> Snapshot {
        let json: JSON
        do throws(JSONFault) {
            json = try JSON.parse(bytes, limits: JSONLimits(maxBytes: mostBytes, maxDepth: 64, duplicates: .keep))
        } catch {
            throw Fault(description: "it is no JSON: \(error)")
        }
        guard let flags = json["flags"]?.array, let segments = json["segments"]?.array else {
            throw Fault(description: "it has no lists 'flags' and 'segments'")
        }
        let storedFlags = flags.compactMap { StoredFlag(message: $0) }
        let storedSegments = segments.compactMap { StoredSegment(message: $0) }
        guard storedFlags.count == flags.count, storedSegments.count == segments.count else {
            throw Fault(description: "a flag without a key, or a segment without an id, is in it")
        }
        return Snapshot(stored: storedFlags, segments: storedSegments, revision: json["revision"]?.string)
    }

    /// The document of a snapshot, without what cannot be used as it is stored.
    static func bytes(_ snapshot: Snapshot) -> [UInt8] {
        let sound = snapshot.sound
        let json = JSON.object([
            ("revision", snapshot.revision.map { JSON($0) }),
            ("flags", JSON(sound.flags.map(\.json))),
            ("segments", JSON(sound.segments.map(\.json))),
        ])
        var bytes: [UInt8] = []
        json.write(to: &bytes)
        return bytes
    }
}
