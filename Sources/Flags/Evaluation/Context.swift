package import Wire

/// Whom a flag is evaluated for: the attributes of an evaluation request.
///
/// `userId` and `targetingKey` are two names of one attribute, the user's id; where both are there, `targetingKey` is it.
package struct Context: Sendable {
    /// Why a JSON value is no context.
    package struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
        /// What is wrong and what to send instead.
        package let message: String
        /// OFREP's code.
        package var code: Evaluation.ErrorCode { .invalidContext }
        /// The message.
        package var description: String { message }
    }

    /// What a context's JSON may be: 1 MiB, 32 levels, each name once.
    package static let limits = JSONLimits(maxBytes: 1 << 20, maxDepth: 32, duplicates: .refuse)

    /// The user's id as the bucket takes it: a text that is not empty, or a whole number in digits.
    package let userId: String?
    /// The user's id as it was given, for rules.
    private let userValue: JSON?
    private let attributes: Attributes?

    /// A context of a user's id and nothing else; makes no allocation.
    package init(userId: String) {
        self.userId = userId.isEmpty ? nil : userId
        userValue = JSON(.string(userId))
        attributes = nil
    }

    /// A context from a JSON object; throws for any other value. `null` members count as missing.
    package init(_ json: JSON) throws(Fault) {
        guard let members = json.members else {
            throw Fault(message: "the context must be an object, found \(json.phrase); send {} for nobody in particular")
        }
        self.init(members)
    }

    /// A context from members; of those that share a name, the first is taken.
    package init(_ members: [JSON.Member]) {
        let attributes = Attributes(members)
        let names = ["targetingKey", "userId"].map { AttributePath($0) }
        let given = names.compactMap { attributes.value(at: $0) }.filter { !$0.isNull }
        let usable = given.first { Self.unit($0) != nil }
        userValue = usable ?? given.first
        userId = usable.flatMap { Self.unit($0) }
        self.attributes = attributes
    }

    /// The value of an attribute; `nil` where it is missing.
    func value(at path: AttributePath) -> JSON? {
        path.isUser ? userValue : attributes?.value(at: path)
    }

    /// The text that is hashed for an attribute; `nil` where there is none that could be.
    func unit(at path: AttributePath) -> String? {
        path.isUser ? userId : attributes?.value(at: path).flatMap { Self.unit($0) }
    }

    /// A text that is not empty, or the digits of a whole number; anything else would put many into one bucket.
    private static func unit(_ json: JSON) -> String? {
        switch json.value {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let number): number.integer.map { String($0) }
        case .null, .bool, .array, .object: nil
        }
    }
}
