import ArgumentParser
import Glibc

/// A sentence for standard error, and the exit code: 1 the answer is no, 2 wrong usage, 3 something could not be reached.
struct Complaint: Error, CustomStringConvertible {
    var text: String
    var code: Int32
    var description: String { text }

    static func usage(_ text: String) -> Complaint { Complaint(text: text, code: 2) }
    static func refused(_ text: String) -> Complaint { Complaint(text: text, code: 1) }
    static func unreachable(_ text: String) -> Complaint { Complaint(text: text, code: 3) }

    /// Does `body`; what it throws is something that could not be reached.
    static func reaching<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as Complaint { throw error } catch {
            throw unreachable("\(error)")
        }
    }

    /// Does `body`; what it throws is a file that cannot be used.
    static func reading<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws -> Value {
        do { return try body() } catch { throw usage("\(error)") }
    }
}

extension RampartCommand {
    /// Parses the command line, runs, and ends the process with the code that the complaint asks for.
    package static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let complaint as Complaint {
            if !complaint.text.isEmpty { Terminal.complain("rampart: \(complaint.text)") }
            Glibc.exit(complaint.code)
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            Terminal.complain(fullMessage(for: error))
            Glibc.exit(2)
        }
    }
}
