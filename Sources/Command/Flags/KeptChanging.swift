import ArgumentParser
import FlagStore
import Web
import Wire

/// `rampart flags delete`, `rampart segments delete`.
struct KeptDelete<Noun: KeptNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "delete",
            abstract: "Delete a \(Noun.noun) that nothing uses any more; its history stays.",
            discussion: """
                EXAMPLES
                  \(Noun.command) delete \(Noun.example) --reason "the rollout is over"
                  \(Noun.command) delete \(Noun.example) --if-version 7
                """
        )
    }

    @Argument(help: "Its name.")
    var name: String
    @OptionGroup var change: ChangeOptions

    func run() async throws { try await change.make(.delete(try Noun.name(name))) }
}

/// `rampart flags revert`, `rampart segments revert`.
struct KeptRevert<Noun: KeptNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "revert",
            abstract: "Bring a \(Noun.noun) back to what it was at a version, a deleted one too.",
            discussion: """
                What a rollout or a kill holds of a flag stays as it is. The history shows the versions.

                EXAMPLES
                  \(Noun.command) history \(Noun.example)
                  \(Noun.command) revert \(Noun.example) 3 --reason "the new rule was wrong"
                """
        )
    }

    @Argument(help: "Its name.")
    var name: String
    @Argument(help: "The version to go back to.")
    var version: Int
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        guard version >= 0 else { throw Complaint.usage("a version is a whole number, 0 or more") }
        try await change.make(.revert(try Noun.name(name), version: version))
    }
}

/// Where the new content of a flag or segment comes from.
struct ContentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The whole of it, or a list of several, as JSON; - reads standard input.", valueName: "file"))
    var file: String?
    @Option(help: ArgumentHelp("A JSON merge patch: members to change, null to remove.", valueName: "json"))
    var patch: String?
    @Flag(help: "Create it; refused where it exists.")
    var create = false

    private static let longest = 1 << 20

    /// Makes the change that is asked for.
    ///
    /// - Parameter members: what other options set.
    func make<Noun: KeptNoun>(
        _: Noun.Type,
        _ key: String?,
        members: [(String, JSON?)],
        _ change: ChangeOptions
    ) async throws {
        let set = members.filter { $0.1 != nil }
        if let file {
            guard patch == nil, set.isEmpty else {
                throw Complaint.usage("--file has the whole of it; leave out --patch and what sets single members")
            }
            return try await put(Noun.self, file, key, change)
        }
        guard let key else { throw Complaint.usage("name the \(Noun.noun), or give --file") }
        let name = try Noun.name(key)
        var text = AdminText(.object(set))
        if let patch {
            text = try AdminText(Array(patch.utf8), name: "--patch")
            guard let written = text.json.members else {
                throw Complaint.usage("--patch is an object, such as '{\"owner\":\"growth\"}'")
            }
            if !set.isEmpty { text = AdminText(.object(written.map { ($0.name, $0.value) } + set)) }
        }
        if create {
            let own = (text.json.members ?? []).filter { $0.name != Noun.kind.member }.map { ($0.name, $0.value) }
            let whole = AdminText(.object([(Noun.kind.member, JSON(key))] + own))
            return try await change.make(.put(Noun.kind, whole), expecting: .absent)
        }
        guard patch != nil || !set.isEmpty else {
            throw Complaint.usage("say what to set; \(Noun.command) set --help shows the ways")
        }
        do {
            try await change.make(.patch(name, text))
        } catch let complaint as Complaint where complaint.text == "\(FlagFault.missing(name))" {
            throw Complaint.refused("\(complaint.text); --create makes it")
        }
    }

    private func put<Noun: KeptNoun>(_: Noun.Type, _ file: String, _ key: String?, _ change: ChangeOptions) async throws {
        let bytes = try Complaint.reading { () throws(FileBytes.Fault) in try FileBytes.read(file, most: Self.longest) }
        var text = try AdminText(bytes, name: file)
        let lists = ["edits", "\(Noun.noun)s"]
        guard text.json.array == nil, lists.allSatisfy({ text.json[$0] == nil }) else {
            guard key == nil, change.ifVersion == nil, !create else {
                throw Complaint.usage("\(file) has several; leave out the name, --if-version and --create")
            }
            return try await change.make(.batch(Noun.kind, text))
        }
        let member = Noun.kind.member
        if let key {
            let written = text.json[member]?.string
            guard written == nil || written == key else {
                throw Complaint.usage("\(file) has the \(Noun.noun) \(written.map(\.quoted) ?? ""), not \(key.quoted)")
            }
            if text.json[member] == nil, let members = text.json.members {
                text = AdminText(.object([(member, JSON(key))] + members.map { ($0.name, $0.value) }))
            }
        }
        try await change.make(.put(Noun.kind, text), expecting: create ? .absent : nil)
    }
}
