import Flags
import NIOCore
import Synchronization
import Wire

/// All flags of one snapshot as answers show them.
final class FlagSheet: Sendable {
    let snapshot: Snapshot
    /// Every flag, in the order of the keys.
    let flags: [RenderedFlag]
    /// Those that browsers may see, in the same order.
    let clientSide: [RenderedFlag]
    /// Stands for everything that evaluations hang on but the context.
    let digest: [UInt8]
    private let positions: [String: Int]
    private let published = AtomicLazyReference<PublishedFlags>()

    /// - Parameters:
    ///   - old: the sheet before; what did not change is taken from it.
    ///   - counts: gives the counts of a flag that the sheet before had not.
    init(_ snapshot: Snapshot, after old: FlagSheet?, counts: (String) -> FlagCounts) {
        self.snapshot = snapshot
        flags = snapshot.allFlags.map { flag in
            guard let known = old?.flag(flag.key) else { return RenderedFlag(flag, counts: counts(flag.key)) }
            return known.flag == flag ? known : RenderedFlag(flag, counts: known.counts)
        }
        clientSide = flags.filter(\.flag.clientSide)
        positions = Dictionary(flags.enumerated().map { ($1.flag.key, $0) }) { _, later in later }
        digest = Self.digest(flags, snapshot)
    }

    /// Not the revision: what somebody wrote past the log changes answers as well.
    private static func digest(_ flags: [RenderedFlag], _ snapshot: Snapshot) -> [UInt8] {
        var content: [UInt8] = []
        for flag in flags { content += flag.digest }
        for segment in snapshot.allSegments { segment.json.write(to: &content) }
        for fault in snapshot.faults { content += fault.description.utf8 }
        content += (snapshot.revision ?? "").utf8
        return Digest.sha256(content) ?? content
    }

    /// The flag called `key`.
    func flag(_ key: String) -> RenderedFlag? { positions[key].map { flags[$0] } }

    /// The flags that can be evaluated on the client's side, written when somebody first asks.
    var publishedFlags: PublishedFlags { published.load() ?? published.storeIfNil(PublishedFlags(self)) }
}

/// The definitions that clients evaluate by themselves, as an answer.
final class PublishedFlags: Sendable {
    /// The answer.
    let bytes: ByteBuffer
    /// Its tag.
    let tag: String

    init(_ sheet: FlagSheet) {
        let snapshot = sheet.snapshot
        let all = sheet.clientSide.map(\.flag)
        let flags = all.filter { snapshot.isEvaluatedInBrowser($0.key) }
        let named = Set(flags.flatMap { $0.segments + $0.rolloutSegments })
        let segments = snapshot.allSegments.filter { named.contains($0.id) }
        let json: JSON = .object([
            ("revision", snapshot.revision.map { JSON($0) }),
            ("flags", JSON(flags.map { Self.published($0.json) })),
            ("segments", JSON(segments.map { Self.published($0.json) })),
            ("evaluatedOnServer", JSON(all.filter { !snapshot.isEvaluatedInBrowser($0.key) }.map { JSON($0.key) })),
        ])
        var text: [UInt8] = []
        json.write(to: &text)
        text.append(UInt8(ascii: "\n"))
        bytes = ByteBuffer(bytes: text)
        tag = Answers.tag(of: text)
    }

    /// Names of people and what they wrote for each other are nothing for everybody's browser.
    private static let inner: Set = ["owner", "description", "updatedBy", "createdAt", "updatedAt"]

    private static func published(_ json: JSON) -> JSON {
        .object((json.members ?? []).filter { !inner.contains($0.name) }.map { ($0.name, $0.value) })
    }
}
