import FlagStore
import Flags
import Logging
import Synchronization

/// Keeps the newest flags in a file, and gives them back at the start.
final class SnapshotKeeper: Sendable {
    /// So long changes are gathered before they are written.
    private static let pause = Duration.seconds(5)

    private let file: SnapshotFile
    private let shelf: Shelf
    private let clock: FollowerClock
    private let logger: Logger
    private let saved = Mutex<Snapshot?>(nil)

    init(_ file: SnapshotFile, shelf: Shelf, clock: FollowerClock = .system, logger: Logger) {
        self.file = file
        self.shelf = shelf
        self.clock = clock
        self.logger = logger
    }

    /// Puts the kept flags onto the shelf; a file that cannot be used is left alone and said so.
    func load() {
        do throws(SnapshotFile.Fault) {
            guard let snapshot = try file.load() else { return }
            saved.withLock { $0 = snapshot }
            shelf.put(snapshot, from: .disk)
            logger.info("Flags of the last run are used until fresher arrive", metadata: metadata(snapshot))
        } catch {
            logger.warning("The flags kept on the disk cannot be used", metadata: ["file": "\(file.path)", "error": "\(error)"])
        }
    }

    /// Saves what is new, from time to time, until the task is cancelled.
    func run() async {
        for await _ in shelf.bell {
            await save()
            if (try? await clock.sleep(Self.pause)) == nil { return }
        }
    }

    /// Saves the newest flags, where they are not saved yet.
    func save() async {
        guard let snapshot = shelf.board?.snapshot, saved.withLock({ $0 }) !== snapshot else { return }
        do {
            let file = file
            try await DiskThread.run { try file.save(snapshot) }
            saved.withLock { $0 = snapshot }
        } catch {
            logger.warning("The flags cannot be kept on the disk", metadata: ["file": "\(file.path)", "error": "\(error)"])
        }
    }

    private func metadata(_ snapshot: Snapshot) -> Logger.Metadata {
        ["file": "\(file.path)", "flags": "\(snapshot.count)", "revision": "\(snapshot.revision ?? "none")"]
    }
}
