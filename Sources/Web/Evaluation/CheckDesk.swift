package import Flags
package import Wire

/// Asks the checks that are made on the server's side; the program's wiring has the real one.
package protocol CheckDesk: Sendable {
    /// The names of all checks there are.
    var names: [String] { get }
    /// Asks one of them. It answers within its time, whatever becomes of the hook behind it.
    func ask(_ question: CheckQuestion) async -> CheckedEvaluation.Answer
}

/// What a check is asked.
package struct CheckQuestion: Sendable, Equatable {
    /// The check's name.
    package var check: String
    /// The key of the flag that hangs on it.
    package var flag: String
    /// The context as it was sent: an object.
    package var context: JSON

    /// A question.
    package init(check: String, flag: String, context: JSON) {
        self.check = check
        self.flag = flag
        self.context = context
    }

    /// The body of the hook's request.
    package var json: JSON { ["check": JSON(check), "flag": JSON(flag), "context": context] }
}
