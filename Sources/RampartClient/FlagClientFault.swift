/// Why a client cannot be made or run.
public struct FlagClientFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of fault; the raw value is stable, for programs.
    public enum Code: String, Sendable, CaseIterable {
        /// A URL or an address is none.
        case invalidURL
        /// The system has no room for a client.
        case noResources
        /// The client ran before.
        case alreadyRun
    }

    /// The kind of fault.
    public let code: Code
    /// What happened and what to do. Never holds a secret.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Message and code.
    public var description: String { "\(message) (\(code.rawValue))" }
}
