import Wire

/// The tags of answers that hang on the flags, on who asks and on the context.
enum EvaluationTag {
    /// The tag of an answer.
    ///
    /// - Parameters:
    ///   - form: what else it hangs on, such as its shape.
    ///   - context: the context's text as it came.
    static func of(_ sheet: FlagSheet, for bearer: Bearer, form: String, context: [UInt8]) -> String {
        let scope = bearer.seesAllFlags ? "all" : "clientSide"
        // The digest is as long as always, and the texts between are of our own making: nothing can be taken for another.
        return Answers.tag(of: sheet.digest + "\(scope)\n\(form)\n".utf8 + context)
    }
}
