/// What every message must be, whatever it is about: it ends up on a terminal, in a log and in an alert.
package enum Printed {
    /// The most bytes of a message.
    package static let longest = 1000

    /// What is wrong with `message`: it says nothing, too much, or has characters that steer a terminal or break its line.
    /// `nil` where nothing is.
    package static func fault(in message: String, longest: Int = longest) -> String? {
        if message.isEmpty { return "nothing is said" }
        if message.utf8.count > longest {
            return "\(message.utf8.count) bytes are said, \(longest) are the most: \(String(message.prefix(200)).debugDescription)"
        }
        let steers = message.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
        return steers ? "it steers the terminal: \(message.debugDescription)" : nil
    }
}
