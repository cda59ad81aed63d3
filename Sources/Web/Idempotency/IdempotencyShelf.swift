/// Where answers are kept for requests that come twice; the program's wiring has the real one.
package protocol IdempotencyShelf: Sendable {
    /// Claims `slot` for a request, or tells what is there.
    func claim(_ slot: IdempotencySlot) async throws(DeskFault) -> IdempotencyClaim
    /// Puts the answer into a slot that is claimed by this request still.
    func keep(_ answer: String, in slot: IdempotencySlot) async throws(DeskFault)
    /// Lets the same request be tried again at once.
    func abandon(_ slot: IdempotencySlot) async throws(DeskFault)
}

/// The place of one request's answer.
package struct IdempotencySlot: Sendable, Equatable {
    /// The token's name: keys of different bearers do not meet.
    package var token: String
    /// The key that the client gave.
    package var id: String
    /// Tells the request by its route and body, hex digits.
    package var digest: String
    /// Tells this try from others of the same request, hex digits.
    package var claimant: String

    /// A place.
    package init(token: String, id: String, digest: String, claimant: String) {
        self.token = token
        self.id = id
        self.digest = digest
        self.claimant = claimant
    }
}

/// What a slot holds.
package enum IdempotencyClaim: Sendable, Equatable {
    /// It was free and is this request's.
    case first
    /// The request was begun before and its try is over, nobody knows how: it is this request's now.
    case again
    /// Another try of the same request is under way, for so many seconds at most.
    case underWay(seconds: Int)
    /// The key was used for another request.
    case otherRequest
    /// The answer that was given.
    case answered(String)
}
