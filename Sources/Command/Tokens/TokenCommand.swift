import ArgumentParser
import Web
import Wire

/// `rampart token`.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make tokens for the server.",
        subcommands: [TokenCreateCommand.self]
    )
}

/// `rampart token create`.
struct TokenCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Print a new token once, and its hash for the configuration.",
        discussion: """
            The server keeps hashes only: what is printed here cannot be printed again. The entry goes into server.tokens
            of the configuration, which a running server reads again at SIGHUP.

            EXAMPLES
              rampart token create --name ci --role viewer
              rampart token create --name deploy --role operator --json
            """
    )

    @Option(help: "Its name, which stands in the audit trail.")
    var name: String
    @Option(help: "What it may do: browser, client, viewer, operator or admin.")
    var role: String
    @Flag(help: "Print JSON.")
    var json = false

    /// The bytes of randomness in a token.
    private static let strength = 32

    func run() throws {
        guard let role = Role(rawValue: role) else {
            let all = Role.allCases.map(\.rawValue)
            let guess = Suggestion.phrase(for: role, among: all)
            throw Complaint.usage("\(role.quoted) is no role; there are \(all.joined(separator: ", "))\(guess)")
        }
        guard !name.allSatisfy(\.isWhitespace), name == name.clipped(to: Bearer.longestPerson) else {
            throw Complaint.usage("a token's name is a text of one line, at most \(Bearer.longestPerson) characters")
        }
        let token = "rampart_" + Self.hex((0..<Self.strength).map { _ in UInt8.random(in: .min ... .max) })
        guard let hash = TokenBook.hash(of: token) else { throw Complaint.unreachable("the system is out of memory") }
        let entry: JSON = ["name": JSON(name), "role": JSON(role.rawValue), "sha256": JSON(hash)]
        if json { return Terminal.line((["token": JSON(token), "entry": entry] as JSON).pretty()) }
        Terminal.line("token (it is shown this once): \(token)")
        Terminal.line("entry for server.tokens:       \(entry.text)")
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
