import Fixture
import Flags
import Glibc
import Testing
import Wire

@testable import RampartClient

@Suite("Flags on the disk")
struct SnapshotFileTests {
    private static let staff = Segment(id: "staff", rules: [Rule(attribute: "staff", operator: .equals, value: true)])
    private static let flags: [Flag] = [
        .on("a") { flag in
            flag.rolloutPercentage = 12.5
            flag.rolloutEntry = "e1"
            flag.segments = ["staff"]
            flag.owner = "ä/\"\n"
            flag.stamp.version = 3
        },
        .serving("b", .float, 2.0), Flag(key: "c"),
    ]

    private let folder: TemporaryFolder
    private let file: SnapshotFile

    init() throws {
        folder = try TemporaryFolder()
        file = SnapshotFile(path: folder.path + "/flags.snapshot")
    }

    @Test("What is saved is loaded, and saving again replaces it")
    func roundTrip() throws {
        #expect(try file.load() == nil)
        try file.save(Snapshot(flags: Self.flags, segments: [Self.staff], revision: "5-1"))
        let loaded = try #require(try file.load())
        #expect(loaded.allFlags == Self.flags && loaded.allSegments == [Self.staff] && loaded.revision == "5-1")
        try file.save(Snapshot(flags: []))
        #expect(try file.load()?.count == 0)
    }

    @Test("A flag or segment that cannot be used is left out, and so stays unserved")
    func broken() throws {
        let flag = StoredFlag(key: "b", hash: [("enabled", "1"), ("rolloutPercentage", "100"), ("targeting", "[")])
        let segment = StoredSegment(id: "s", hash: [("rules", "[")])
        try file.save(Snapshot(stored: [flag, StoredFlag(flag: .on("a"))], segments: [segment]))
        let loaded = try #require(try file.load())
        #expect(loaded.keys == ["a"] && loaded.allSegments.isEmpty)
    }

    @Test("A file that is cut short, spoiled, or another's is refused", arguments: 0..<6)
    func spoiled(kind: Int) throws {
        try file.save(Snapshot(flags: Self.flags))
        var bytes = try SourceTree.bytes(at: file.path)
        switch kind {
        case 0: bytes.removeLast()
        case 1: bytes[bytes.count / 2] ^= 1
        case 2: bytes = []
        case 3: bytes = Array(#"{"flags":[],"segments":[]}"#.utf8)
        case 4: bytes.removeFirst(10)
        default: bytes.append(10)
        }
        try folder.write(String(decoding: bytes, as: UTF8.self), to: "flags.snapshot")
        #expect(throws: SnapshotFile.Fault.self) { try file.load() }
    }

    @Test("Where it cannot be written, the old one stays, and nothing is left beside it")
    func unwritable() throws {
        #expect(throws: SnapshotFile.Fault.self) {
            try SnapshotFile(path: folder.path + "/no/flags").save(Snapshot(flags: []))
        }
        folder.makeFolder("target")
        try folder.write("x", to: "target/inside")
        #expect(throws: SnapshotFile.Fault.self) { try SnapshotFile(path: folder.path + "/target").save(Snapshot(flags: [])) }
        #expect(unsafe access("\(folder.path)/target.\(getpid()).new", F_OK) != 0)
    }

    @Test("A client begins with it, stale; what a fresher snapshot changes is told")
    func coldStart() async throws {
        try file.save(Snapshot(flags: Self.flags, revision: "5-1"))
        let shelf = Shelf(tally: nil)
        var options = FlagClientOptions()
        options.snapshotFile = file.path
        options.logger = .quiet
        let client = FlagClient(source: StillSource(isFresh: false, fault: "away"), shelf: shelf, post: nil, options: options)
        #expect(client.state == FlagClientState(freshness: .stale, revision: "5-1", fault: "away"))
        #expect(client.double("b", default: 0, for: EvaluationContext(targetingKey: "u")) == 2)
        #expect(await client.ready())
        let updates = client.updates()
        shelf.put(Snapshot(flags: [Self.flags[0], .on("c")]), from: .redis)
        shelf.finish()
        #expect(await updates.reduce(into: []) { $0.append($1) } == [.removed("b"), .changed("c")])
    }

    @Test("A spoiled file keeps no client from beginning")
    func spoiledStart() throws {
        try folder.write("rubbish", to: "flags.snapshot")
        var options = FlagClientOptions()
        options.snapshotFile = file.path
        options.logger = .quiet
        let client = try FlagClient(redis: "redis://127.0.0.1:1", options: options)
        #expect(client.state.freshness == .notReady)
    }
}
