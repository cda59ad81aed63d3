import Control
import Fixture
import Rollouts
import Testing

@Suite("A folder of plans")
struct PlanFolderTests {
    private func paths(_ folder: TemporaryFolder) throws -> [String] {
        try PlanFolder(path: folder.path).files().map(\.path)
    }

    private func fault(_ folder: TemporaryFolder, _ path: String) throws -> String? {
        let file = try #require(try PlanFolder(path: folder.path).files().first { $0.path == path })
        switch file.content {
        case .success: return nil
        case .failure(let fault): return fault.description
        }
    }

    @Test("Files are found in folders; hidden and underscored ones and other kinds are left out")
    func nesting() throws {
        let folder = try TemporaryFolder()
        for name in [
            "b.json", "a.json", "team/c.json", "team/deep/d.json", ".e.json", "_f.json", ".git/g.json", "_old/h.json",
            "i.yaml", "json",
        ] { try folder.write("text of \(name)", to: name) }
        let files = try PlanFolder(path: folder.path).files()
        #expect(files.map(\.path) == ["a.json", "b.json", "team/c.json", "team/deep/d.json"])
        #expect(files[3].content == .success(Array("text of team/deep/d.json".utf8)))
    }

    @Test("A link inside is followed, one that leads out or nowhere is a fault, a loop ends")
    func links() throws {
        let folder = try TemporaryFolder()
        let outside = try TemporaryFolder()
        try outside.write("{}", to: "secret.json")
        try folder.write("inside", to: "team/a.json")
        folder.link("b.json", to: "team/a.json")
        folder.link("out.json", to: "\(outside.path)/secret.json")
        folder.link("outside", to: outside.path)
        folder.link("lost.json", to: "nothing.json")
        folder.link("team/loop", to: "..")
        folder.link("round.json", to: "round.json")
        #expect(try paths(folder) == ["b.json", "lost.json", "out.json", "round.json", "team/a.json"])
        #expect(try fault(folder, "b.json") == nil)
        #expect(try fault(folder, "out.json")?.contains("leads out") == true)
        #expect(try fault(folder, "lost.json")?.contains("cannot be read") == true)
        #expect(try fault(folder, "round.json")?.contains("cannot be read") == true)
    }

    @Test("A sibling whose name begins alike is outside")
    func sibling() throws {
        let folder = try TemporaryFolder()
        try folder.write("{}", to: "plans-other/a.json")
        folder.makeFolder("plans")
        folder.link("plans/a.json", to: "../plans-other/a.json")
        let file = try PlanFolder(path: "\(folder.path)/plans").files().first
        #expect(throws: PlanFileFault.self) { try #require(file).content.get() }
    }

    @Test("The links of a mounted ConfigMap are one file each")
    func configMap() throws {
        let folder = try TemporaryFolder()
        try folder.write("first", to: "..2026_12_26/a.json")
        folder.link("..data", to: "..2026_12_26")
        folder.link("a.json", to: "..data/a.json")
        let files = try PlanFolder(path: folder.path).files()
        #expect(files == [PlanFile(path: "a.json", content: .success(Array("first".utf8)))])
    }

    @Test("A folder that is not there is a fault with its name")
    func missing() throws {
        let folder = try TemporaryFolder()
        let gone = "\(folder.path)/gone"
        let fault = #expect(throws: PlanDirectoryFault.self) { try PlanFolder(path: gone).files() }
        #expect(fault?.description.contains(gone) == true)
        #expect(try paths(folder).isEmpty)
    }

    @Test("A file that is too large is not read; the largest is")
    func tooLarge() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: " ", count: PlanReader.mostBytes), to: "largest.json")
        try folder.write(String(repeating: " ", count: PlanReader.mostBytes + 1), to: "larger.json")
        #expect(try fault(folder, "largest.json") == nil)
        #expect(try fault(folder, "larger.json")?.contains("1 MiB") == true)
    }

    @Test("A pipe is a fault and holds nobody up; a folder with a file's name is a folder")
    func otherKinds() throws {
        let folder = try TemporaryFolder()
        folder.makePipe("pipe.json")
        try folder.write("{}", to: "folder.json/a.json")
        #expect(try paths(folder) == ["folder.json/a.json", "pipe.json"])
        #expect(try fault(folder, "pipe.json")?.contains("no regular file") == true)
    }
}
