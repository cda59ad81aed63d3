public import Hummingbird
public import RampartClient

/// A request's context that carries its flags.
public protocol FlagsRequestContext: RequestContext {
    /// The flags for this request; `nil` before ``FlagsMiddleware`` has put them there.
    var flags: PinnedFlags? { get set }
}
