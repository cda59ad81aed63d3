/// Tokens whose hashes are known, for settings files.
enum Tokens {
    /// `<role>-secret` for four roles.
    static let settings = """
        [{"name":"admin","role":"admin","sha256":"16175223c8ddce5ace0493c948569c211b03c4c6bb3d3e484434999448cffe01"},
         {"name":"client","role":"client","sha256":"fdce8e4a65b70d186bd77cba2e0c580dcf1c6497da9f1b70eed849497e1f8ba2"},
         {"name":"viewer","role":"viewer","sha256":"f6aa3a0aabbb721b4aa7763a987a47688a702b1bcf4850cb4ba5bdab26f9cc4b"},
         {"name":"page","role":"browser","sha256":"4843535e593f7fef88abf3ad3b794067a6ebc70b966880656527f96582d5df32"}]
        """
}
