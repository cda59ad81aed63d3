import Control

/// A plan directory that is read wrongly in one way.
struct CarelessDirectory: PlanDirectory {
    /// The way.
    enum Way: Sendable {
        /// Beside one file that holds no plan, no other is seen.
        case oneHidesAll
        /// A broken file is mended by guessing.
        case mends
    }

    let base: any PlanDirectory
    let way: Way

    var name: String { base.name }

    func files() throws(PlanDirectoryFault) -> [PlanFile] {
        let files = try base.files()
        switch way {
        case .oneHidesAll: return files.contains(where: Self.isBroken) ? files.filter(Self.isBroken) : files
        case .mends: return files.map { Self.isBroken($0) ? Self.mended($0) : $0 }
        }
    }

    private static func isBroken(_ file: PlanFile) -> Bool {
        guard case .success(let bytes) = file.content else { return true }
        return bytes.last == UInt8(ascii: "!")
    }

    /// Cuts a broken text's guards off.
    private static func mended(_ file: PlanFile) -> PlanFile {
        guard case .success(let bytes) = file.content,
            let stages = String(decoding: bytes, as: UTF8.self).split(separator: #", "guards""#).first
        else { return file }
        return PlanFile(path: file.path, content: .success(Array("\(stages)}".utf8)))
    }
}
