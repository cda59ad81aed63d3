package import Store

extension Names {
    /// The segment's hash.
    package func segment(_ id: String) -> String { "\(prefix)segments:\(id)" }
    /// Every segment's id.
    package var segmentsIndex: String { "\(prefix)segments:index" }
    /// The log ids of one segment. A flag's key has no colon, so that none can be taken for it.
    package func segmentHistory(_ id: String) -> String { "\(prefix)history:segment:\(id)" }
    /// How often a flag was evaluated.
    package func usage(_ key: String) -> String { "\(prefix)usage:\(key)" }

    /// The hash of what is named.
    func hash(_ name: FlagName) -> String {
        switch name.kind {
        case .flag: flag(name.key)
        case .segment: segment(name.key)
        }
    }

    /// The log ids of what is named.
    func history(_ name: FlagName) -> String {
        switch name.kind {
        case .flag: history(name.key)
        case .segment: segmentHistory(name.key)
        }
    }
}
