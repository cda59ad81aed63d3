import HTTPTypes

/// Names of headers that the library has none for; every one of them is a valid name, so no second choice is taken.
extension HTTPField.Name {
    /// A token as a client of the OpenFeature protocol may send it.
    static let apiKey = HTTPField.Name("X-API-Key") ?? .authorization
    /// The person for whom a tool acts.
    static let rampartActor = HTTPField.Name("X-Rampart-Actor") ?? .from
    /// The context that flags are evaluated for: a JSON object in base64url.
    static let rampartContext = HTTPField.Name("X-Rampart-Context") ?? .from
    /// Why a change is made, where its body has no place for it.
    static let rampartReason = HTTPField.Name("X-Rampart-Reason") ?? .from
    /// The request's own name, under which it is done once.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .from
    /// The last event that a listener knows who comes back.
    static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .from
    /// Asks proxies not to hold parts of an answer back.
    static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering") ?? .from
    /// `true` on an answer that was given before.
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed") ?? .from
}
