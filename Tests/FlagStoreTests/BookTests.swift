import Flags
import Store
import Testing
import Wire

@testable import FlagStore

@Suite("What a follower holds")
struct BookTests {
    private func message(_ key: String, _ revision: String, owner: String) -> JSON {
        let flag: JSON = ["key": JSON(key), "owner": JSON(owner), "revision": JSON(revision)]
        return ["type": "flag_updated", "revision": JSON(revision), "flag": flag]
    }

    private func library(_ revision: String, _ flags: [(key: String, revision: String, owner: String)]) -> FlagLibrary {
        let stored = flags.map { key, revision, owner in
            StoredFlag(key: key, hash: [(field: "owner", text: owner), (field: "revision", text: revision)])
        }
        return FlagLibrary(flags: stored, segments: [], revision: revision, unreadable: [:])
    }

    private func loaded(_ library: FlagLibrary) -> FollowerBook {
        var book = FollowerBook()
        book.beginReading()
        _ = book.take(library, entries: nil, isWhole: true)
        book.endReading()
        return book
    }

    @Test("What a message told during a reading wins over what was read before it, and loses to what is newer")
    func during() {
        var book = loaded(library("10-0", [("f", "5-0", "old"), ("g", "5-0", "old")]))
        book.beginReading()
        #expect(book.take(message: message("f", "11-0", owner: "new")).map(\.revision) == ["11-0"])
        _ = book.take(message: ["type": "flag_deleted", "revision": "12-0", "key": "g"])
        _ = book.take(message: message("h", "13-0", owner: "new"))
        let outcome = book.take(
            library("10-0", [("f", "5-0", "old"), ("g", "5-0", "old"), ("h", "14-0", "newest")]),
            entries: [:],
            isWhole: true
        )
        book.endReading()
        #expect(outcome.handWritten.isEmpty && outcome.news.map(\.key) == ["h"])
        #expect(book.snapshot?.flag("f")?.owner == "new" && book.snapshot?.flag("g") == nil)
        #expect(book.snapshot?.flag("h")?.owner == "newest" && book.newest == "13-0")
        #expect(book.take(message: message("h", "14-0", owner: "again")).isEmpty)
    }

    @Test("What messages told before the first reading is in after it")
    func before() {
        var book = FollowerBook()
        #expect(book.take(message: message("f", "11-0", owner: "new")).isEmpty)
        _ = book.take(message: message("f", "9-0", owner: "older"))
        _ = book.take(message: message("g", "12-0", owner: "new"))
        book.beginReading()
        _ = book.take(library("10-0", [("f", "8-0", "oldest")]), entries: nil, isWhole: true)
        book.endReading()
        #expect(book.snapshot?.flag("f")?.owner == "new" && book.snapshot?.flag("g")?.owner == "new")
        #expect(book.place == "10-0" && book.newest == "12-0" && book.snapshot?.revision == "12-0")
    }

    @Test("Ids compare as numbers do")
    func numbers() {
        var book = loaded(library("9-0", [("f", "9-0", "old")]))
        #expect(!book.take(message: message("f", "10-0", owner: "new")).isEmpty)
        #expect(book.take(message: message("f", "9-9", owner: "older")).isEmpty)
        #expect(!book.take(message: message("f", "10-2", owner: "newer")).isEmpty)
        #expect(!book.take(message: message("f", "10-10", owner: "newest")).isEmpty)
        #expect(book.snapshot?.flag("f")?.owner == "newest")
    }

    @Test("Entries of what stands as it was held tell nothing, and bring the place on")
    func nothingNew() {
        var book = loaded(library("9-0", [("f", "9-0", "old")]))
        let stored = library("9-0", [("f", "9-0", "old")]).flags
        let snapshot = book.snapshot
        #expect(book.take(flags: stored, segments: [], of: [.flag("f"): "12-0"], upTo: "12-0").isEmpty)
        #expect(book.place == "12-0" && book.snapshot?.revision == "12-0" && snapshot?.revision == "9-0")
        #expect(book.take(flags: [], segments: [], of: [.flag("f"): "13-0"], upTo: "14-0").map(\.kind) == [.flagDeleted])
        #expect(book.take(message: message("f", "13-0", owner: "late")).isEmpty)
    }
}
