import Glibc
import Synchronization

/// Orders by the program under test, straight to Redis or over HTTP, each with a reason of its own by which it is found in the
/// log.
final class Operators: Sendable {
    /// An order that was given.
    struct Given: Sendable {
        var order: String
        var flag: String
        var reason: String
        /// Whether a controller was asked over HTTP, and not Redis.
        var isOverHTTP: Bool
        /// How often it was given, under one name, since its fate was not known.
        var tries: Int
        var began: Int
        var ended: Int
        /// How the program ended; `nil` where it was cut off.
        var end: ChildProcess.End?
        /// What it printed, on both outputs.
        var output: String
    }

    private let given = Mutex<[Given]>([])
    private let count = Atomic(0)
    private let binary: String
    private let folder: String
    private let environment: [String: String]

    init(binary: String, folder: String, environment: [String: String], token: String) {
        self.binary = binary
        self.folder = folder
        var variables = environment
        variables["RAMPART_ACTOR"] = Self.name
        variables["RAMPART_TOKEN"] = token
        self.environment = variables
    }

    /// The name by which orders stand in the log.
    static let name = "operator"

    var all: [Given] { given.withLock(\.self) }

    /// Gives an order and waits for what becomes of it; where nobody can tell, gives it once more under the same name.
    ///
    /// - Parameter server: the controller to ask over HTTP; `nil`: the order goes to Redis.
    func order(_ order: String, _ flag: String, at server: String? = nil) async {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let reason = "chaos order \(number)."
        var words = [order, flag, "--reason", reason, "--request", "chaos-\(number)", "--config", "rampart.json"]
        if let server { words += ["--server", server] }
        let began = WallClock.now
        var end: ChildProcess.End?
        var output = ""
        var tries = 0
        while tries < 2, end == nil || end == .exit(3) {
            tries += 1
            guard
                let program = try? ChildProcess(
                    binary,
                    words,
                    environment: environment,
                    folder: folder,
                    name: "order-\(number)-\(order)-\(tries)"
                )
            else { return }
            // Over HTTP it asks three times, for 10 s each.
            end = try? await program.ending(within: .seconds(server == nil ? 20 : 35))
            if end == nil { await program.destroy() }
            output += program.output + program.errors
        }
        let one = Given(
            order: order,
            flag: flag,
            reason: reason,
            isOverHTTP: server != nil,
            tries: tries,
            began: began,
            ended: WallClock.now,
            end: end,
            output: output
        )
        given.withLock { $0.append(one) }
    }
}
