public import Hummingbird
public import RampartClient

/// Hands each request its flags: all as they stood when it came, for the one who sent it.
public struct FlagsMiddleware<Context: FlagsRequestContext>: RouterMiddleware {
    private let client: FlagClient
    private let caller: @Sendable (Request, Context) async throws -> EvaluationContext

    /// A middleware over a client that somebody runs.
    ///
    /// - Parameter caller: says whom flags are evaluated for; what it throws is the request's answer. Put what finds out who
    ///   sends the request, such as authentication, before this middleware.
    public init(
        client: FlagClient,
        caller: @escaping @Sendable (Request, Context) async throws -> EvaluationContext
    ) {
        self.client = client
        self.caller = caller
    }

    /// Puts the flags into the context.
    public func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.flags = client.flags(for: try await caller(request, context))
        return try await next(request, context)
    }
}
